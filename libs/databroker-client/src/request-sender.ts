import type { SyncRequestInput } from '@sallyport/proto'

/** A nonce per second fills this only when the broker has stopped reading. */
const maxUnsent = 8

/** What is sent to; resolves when it takes more. */
export interface RequestSink {
  send(request: SyncRequestInput): Promise<void>
}

/** Sends one request after another, and drops what comes while too many wait. */
export class RequestSender {
  readonly #stream: RequestSink
  #unsent = 0
  #last = Promise.resolve()

  constructor(stream: RequestSink) {
    this.#stream = stream
  }

  send(request: SyncRequestInput): void {
    if (this.#unsent >= maxUnsent) return
    this.#unsent += 1
    // A stream that has ended says so to its reader.
    this.#last = this.#last
      .then(() => this.#stream.send(request))
      .catch(() => undefined)
      .finally(() => {
        this.#unsent -= 1
      })
  }
}
