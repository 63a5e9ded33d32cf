import type { status as Status } from '@grpc/grpc-js'
import type { ServiceName } from '@sallyport/service-identity'

/** Every reason for the end of a connection that had been accepted. `docs/errors.md` says what each means. */
export const closeReasonCodes = ['peer', 'expired', 'revoked', 'stopping'] as const

export type CloseReason = (typeof closeReasonCodes)[number]

/** What a server tells whoever counts. */
export interface GrpcServerObserver {
  handshakeAccepted(service: ServiceName): void
  handshakeRefused(reason: string): void
  connectionClosed(service: ServiceName, reason: CloseReason): void
  callEnded(call: {
    readonly method: string
    readonly service: ServiceName
    readonly code: Status
    readonly durationMs: number
  }): void
}

export const silentObserver: GrpcServerObserver = {
  handshakeAccepted() {},
  handshakeRefused() {},
  connectionClosed() {},
  callEnded() {},
}
