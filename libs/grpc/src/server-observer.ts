import type { status as Status } from '@grpc/grpc-js'
import type { ServiceName } from '@sallyport/service-identity'

/** Why a connection that had been accepted ended. */
export type CloseReason = 'peer' | 'expired' | 'revoked' | 'stopping'

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
