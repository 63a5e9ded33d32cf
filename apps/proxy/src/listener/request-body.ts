import { Readable } from 'node:stream'

/**
 * A request body that can be given up without giving up the connection on which it comes: destroying Node's own would take
 * away the answer. The reader sets the pace; a client that breaks off is an error, never a short body.
 */
export class RequestBody extends Readable {
  readonly #source: Readable
  readonly #onData = (chunk: Buffer): void => {
    if (!this.push(chunk)) this.#source.pause()
  }
  readonly #onEnd = (): void => void this.push(null)
  readonly #onError = (error: Error): void => void this.destroy(error)
  readonly #onClose = (): void => void this.destroy(new Error('the client broke off its request'))

  constructor(source: Readable) {
    super()
    this.#source = source
    source.pause()
    source.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onError).on('close', this.#onClose)
    this.on('error', () => {})
  }

  override _read(): void {
    this.#source.resume()
  }

  /** What was not read is let run: it has to leave an HTTP/1.1 connection before the next request. */
  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#source.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onClose)
    this.#source.resume()
    callback(error)
  }
}
