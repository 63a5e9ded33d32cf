import type { EventEmitter } from 'node:events'
import { type ServerUnaryCall, status as Status } from '@grpc/grpc-js'
import { AppError, type Logger, type MonotonicMs } from '@sallyport/kernel'
import { formatSpiffeId } from '@sallyport/service-identity'
import { peerOf } from './admit-calls.ts'
import { type CallContext, requestIdOf } from './call-context.ts'
import type { GrpcServerObserver } from './server-observer.ts'
import { type CallStatus, toCallStatus } from './status.ts'

/** What grpc-js offers of every kind of call. */
type ServerCall = EventEmitter &
  Pick<ServerUnaryCall<unknown, unknown>, 'metadata' | 'getPath' | 'getDeadline' | 'getAuthContext'>

/** Runs handlers: gives them their context, turns what they throw into a status, and lets nothing they do end the process. */
export class CallRunner {
  readonly #streams = new Set<AbortController>()
  readonly #log: Logger
  readonly #observer: GrpcServerObserver
  readonly #now: MonotonicMs

  constructor(log: Logger, observer: GrpcServerObserver, now: MonotonicMs) {
    this.#log = log
    this.#observer = observer
    this.#now = now
  }

  /** Ends every stream with `unavailable`, so that its peer goes on elsewhere. Unary calls may finish. */
  endStreams(): void {
    const reason = new AppError('unavailable', 'the server is stopping')
    for (const stream of [...this.#streams]) stream.abort(reason)
  }

  /** Runs `answer`, then `finish` with the status that the caller is to get. Never rejects. */
  async run(
    call: ServerCall,
    kind: 'stream' | 'unary',
    answer: (context: CallContext) => Promise<void>,
    finish: (status: CallStatus) => void,
  ): Promise<void> {
    const startedAt = this.#now()
    const method = call.getPath()
    const requestId = requestIdOf(call.metadata)
    const controller = new AbortController()
    const { signal } = controller
    if (kind === 'stream') this.#streams.add(controller)
    const onCancelled = (): void => controller.abort(endedByCaller(call))
    call.once('cancelled', onCancelled)
    let status: CallStatus = { code: Status.OK, details: 'OK' }
    const peer = peerOf(call)
    try {
      if (peer === undefined) throw new AppError('unauthenticated', 'the caller is not known')
      await answer({ caller: peer.identity, certificateSerial: peer.serialNumber, signal, requestId })
    } catch (error) {
      status = toCallStatus(error)
      const fields = { err: error, method, requestId, peer: peer && formatSpiffeId(peer.identity) }
      if (status.code === Status.INTERNAL) this.#log.error(fields, 'handler failed')
      else this.#log.debug(fields, 'call failed')
    }
    call.off('cancelled', onCancelled)
    this.#streams.delete(controller)
    try {
      finish(status)
    } catch (error) {
      this.#log.error({ err: error, method, requestId }, 'status not sent')
    }
    if (peer !== undefined) {
      const durationMs = this.#now() - startedAt
      this.#observer.callEnded({ method, service: peer.identity.service, code: status.code, durationMs })
    }
  }
}

// grpc-js reports a deadline that has passed as a cancellation too.
function endedByCaller(call: ServerCall): AppError {
  return Number(call.getDeadline()) <= Date.now()
    ? new AppError('deadline-exceeded', 'the deadline of the call has passed')
    : new AppError('cancelled', 'the caller has ended the call')
}
