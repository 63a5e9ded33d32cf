import { once } from 'node:events'
import type { ClientDuplexStream, ClientReadableStream, ServiceError } from '@grpc/grpc-js'
import { AppError } from '@sallyport/kernel'
import { fromServiceError } from './status.ts'

/**
 * What a server sends, at the pace at which it is read. The loop over it ends when the server ends the call well and throws an `AppError`
 * when it does not, or the signal's reason. Leaving the loop cancels the call: grpc-js itself would let it go on, and block the server.
 */
export class IncomingStream<Response> implements AsyncIterable<Response>, Disposable {
  readonly #call: ClientReadableStream<Response>
  readonly #ended = new AbortController()
  #failure: { readonly reason: unknown } | undefined

  constructor(call: ClientReadableStream<Response>, callee: string, signal: AbortSignal | undefined) {
    this.#call = call
    const cancel = (): void => call.cancel()
    // The error may come before anyone reads, and must not then end the process.
    call.on('error', (error: ServiceError) => {
      this.#failure ??= { reason: signal?.aborted ? signal.reason : fromServiceError(error, callee) }
    })
    call.once('status', () => {
      signal?.removeEventListener('abort', cancel)
      this.#ended.abort(this.#failure?.reason ?? new AppError('cancelled', `${callee} has ended the call`))
    })
    if (signal?.aborted) cancel()
    else signal?.addEventListener('abort', cancel, { once: true })
  }

  /** Aborts when the call has ended, well or not. */
  get ended(): AbortSignal {
    return this.#ended.signal
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Response, void, undefined> {
    try {
      yield* this.#call.iterator({ destroyOnReturn: false })
    } catch (error) {
      throw this.#failure?.reason ?? error
    } finally {
      this.#call.cancel()
    }
    if (this.#failure !== undefined) throw this.#failure.reason
  }

  /** Cancels the call. */
  [Symbol.dispose](): void {
    this.#call.cancel()
  }
}

/** A call on which both ends send when they like. */
export class BidiStream<Request, Response> extends IncomingStream<Response> {
  readonly #duplex: ClientDuplexStream<Request, Response>

  constructor(call: ClientDuplexStream<Request, Response>, callee: string, signal: AbortSignal | undefined) {
    super(call, callee, signal)
    this.#duplex = call
  }

  /** Resolves when the next message may be sent; throws what the call ended with, once it has. */
  async send(request: Request): Promise<void> {
    this.ended.throwIfAborted()
    if (this.#duplex.write(request)) return
    try {
      await once(this.#duplex, 'drain', { signal: this.ended })
    } catch (error) {
      throw this.ended.aborted ? this.ended.reason : error
    }
  }

  /** Says that nothing more will be sent. */
  end(): void {
    this.#duplex.end()
  }
}
