import { AppError } from '@sallyport/kernel'

/** The calls that a server is answering, so that a stop can end them. */
export class OpenCalls {
  readonly #streams = new Set<AbortController>()
  readonly #unary = new Set<AbortController>()

  open(kind: 'stream' | 'unary'): OpenCall {
    return new OpenCall(kind === 'stream' ? this.#streams : this.#unary)
  }

  /** Ends every stream with `unavailable`: its peer goes on elsewhere. Unary calls may finish. */
  endStreams(): void {
    const reason = new AppError('unavailable', 'the server is stopping')
    for (const stream of [...this.#streams]) stream.abort(reason)
  }

  /** Tells the handlers of what is still open that nobody waits for them any more. */
  abandon(): void {
    const reason = new AppError('unavailable', 'the server has stopped')
    for (const call of [...this.#streams, ...this.#unary]) call.abort(reason)
  }
}

export class OpenCall implements Disposable {
  readonly #controller = new AbortController()
  readonly #siblings: Set<AbortController>

  constructor(siblings: Set<AbortController>) {
    this.#siblings = siblings
    siblings.add(this.#controller)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** The caller has cancelled or gone, or the deadline has passed. */
  end(reason: AppError): void {
    this.#controller.abort(reason)
  }

  [Symbol.dispose](): void {
    this.#siblings.delete(this.#controller)
  }
}
