import { type Logger, withTimeout } from '@sallyport/kernel'

const limitMs = 10_000

/** Work that nobody waits for, each piece with a time limit. Disposing waits until the last piece has ended. */
export class BackgroundWork implements AsyncDisposable {
  readonly #log: Logger
  readonly #running = new Set<Promise<void>>()

  constructor(log: Logger) {
    this.#log = log
  }

  /** Begins at once; a failure is logged under `name`. */
  run(name: string, work: (signal: AbortSignal) => Promise<unknown>): void {
    const running = this.#limited(name, work).finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#running)
  }

  async #limited(name: string, work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
    using limited = withTimeout(limitMs)
    try {
      await work(limited)
    } catch (error) {
      this.#log.warn({ err: error, work: name }, 'background work failed')
    }
  }
}
