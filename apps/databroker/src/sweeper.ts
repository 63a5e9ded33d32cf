import { isAppError, type Logger, sleep } from '@sallyport/kernel'
import type { RecordStore } from '@sallyport/records'

const batch = 500

/** Deletes what has expired and removes what deletes left behind, in small batches so that writers hardly wait. */
export class Sweeper implements AsyncDisposable {
  readonly #store: Pick<RecordStore, 'sweepExpired' | 'collectTombstones'>
  readonly #writtenBy: string
  readonly #log: Logger
  readonly #tombstoneRetentionMs: number
  readonly #stopping = new AbortController()
  readonly #running: Promise<void>

  constructor(
    store: Pick<RecordStore, 'sweepExpired' | 'collectTombstones'>,
    writtenBy: string,
    log: Logger,
    {
      tombstoneRetentionMs,
      intervalMs = 1_000,
    }: { readonly tombstoneRetentionMs: number; readonly intervalMs?: number },
  ) {
    this.#store = store
    this.#writtenBy = writtenBy
    this.#log = log
    this.#tombstoneRetentionMs = tombstoneRetentionMs
    this.#running = this.#run(intervalMs)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  async #run(intervalMs: number): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        const expired = await this.#store.sweepExpired(batch, this.#writtenBy, signal)
        const collected = await this.#store.collectTombstones(this.#tombstoneRetentionMs, batch, signal)
        if (expired > 0 || collected > 0) this.#log.debug({ expired, collected }, 'swept')
        if (expired < batch && collected < batch) await sleep(intervalMs, signal)
      } catch (error) {
        if (signal.aborted) return
        // The feed reports an unreachable store; anything else is a bug that must be seen.
        if (!isAppError(error, 'unavailable', 'deadline-exceeded')) this.#log.error({ err: error }, 'sweeping failed')
        await sleep(intervalMs, signal).catch(() => {})
      }
    }
  }
}
