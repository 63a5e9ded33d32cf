import { randomUUID } from 'node:crypto'
import type { Metadata } from '@grpc/grpc-js'
import type { ServiceIdentity } from '@sallyport/service-identity'

/** What a handler knows of a call beside its messages. */
export interface CallContext {
  readonly caller: ServiceIdentity
  /** Of the caller's certificate, upper-case hexadecimal. */
  readonly certificateSerial: string
  /** Aborts when the caller cancels or goes, the deadline passes, or the server stops; its reason is an `AppError`. */
  readonly signal: AbortSignal
  /** The caller's, so that one request can be followed through the services; else a new one. */
  readonly requestId: string
}

export const requestIdKey = 'x-request-id'

export function requestIdOf(metadata: Metadata): string {
  const [sent] = metadata.get(requestIdKey)
  return typeof sent === 'string' && /^[A-Za-z0-9._-]{1,128}$/.test(sent) ? sent : randomUUID()
}
