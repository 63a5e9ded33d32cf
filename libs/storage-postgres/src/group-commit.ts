import { setImmediate } from 'node:timers/promises'
import { AppError, isAppError } from '@sallyport/kernel'

/** What a queue of writes must know of one. */
export interface QueuedWrite {
  /** No two writes of a batch share one of these: the second goes to a later batch, and sees what the first did. */
  readonly keys: readonly string[]
  readonly bytes: number
}

interface GroupCommitOptions<Write, Answer> {
  /** Commits all of them or none, and answers in their order. `invalid-argument` means: none, because of what one of them holds. */
  readonly commit: (writes: readonly Write[]) => Promise<readonly Answer[]>
  readonly maxBatchWrites: number
  readonly maxBatchBytes: number
  readonly maxQueuedWrites: number
}

/** Below this, what a batch costs by itself outweighs what two of them gain. */
const smallestHalf = 32

interface Entry<Write, Answer> {
  readonly write: Write
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

/**
 * Writes that arrive while a batch is being committed share the next one. Batches are serial, and writes with a key in common keep their order.
 * A batch that cannot be committed because of what it holds is halved until the culprit stands alone, so it fails nobody else.
 */
export class GroupCommit<Write extends QueuedWrite, Answer> implements AsyncDisposable {
  readonly #options: GroupCommitOptions<Write, Answer>
  #queue: Entry<Write, Answer>[] = []
  #running: Promise<void> | undefined
  #isClosed = false

  constructor(options: GroupCommitOptions<Write, Answer>) {
    this.#options = options
  }

  /** Once the write is on its way, a signal only ends the wait for its answer. */
  async submit(write: Write, signal?: AbortSignal): Promise<Answer> {
    signal?.throwIfAborted()
    if (this.#isClosed) throw new AppError('unavailable', 'the record store is closed')
    if (this.#queue.length >= this.#options.maxQueuedWrites)
      throw new AppError('resource-exhausted', 'too many writes are waiting for the record store')
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const entry = { write, resolve, reject }
    const giveUp = (): void => {
      this.#queue = this.#queue.filter((queued) => queued !== entry)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', giveUp, { once: true })
    this.#queue.push(entry)
    this.#running ??= this.#run()
    try {
      return await promise
    } finally {
      signal?.removeEventListener('abort', giveUp)
    }
  }

  /** Commits what was submitted before. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    await this.#running
  }

  async #run(): Promise<void> {
    // Whatever else arrived in this turn of the event loop shares the first batch.
    await setImmediate()
    // A crowd goes in two halves, so that from then on one is being committed while the other is answered and asks again.
    const half = Math.max(smallestHalf, Math.ceil(this.#queue.length / 2))
    await this.#commit(this.#takeBatch(Math.min(half, this.#options.maxBatchWrites)))
    while (this.#queue.length > 0) await this.#commit(this.#takeBatch(this.#options.maxBatchWrites))
    this.#running = undefined
  }

  #takeBatch(mostWrites: number): Entry<Write, Answer>[] {
    const batch: Entry<Write, Answer>[] = []
    const left: Entry<Write, Answer>[] = []
    const keys = new Set<string>()
    let bytes = 0
    let next = 0
    for (const entry of this.#queue) {
      const isFull = batch.length === mostWrites || bytes + entry.write.bytes > this.#options.maxBatchBytes
      if (isFull && batch.length > 0) break
      next += 1
      const mustWait = entry.write.keys.some((key) => keys.has(key))
      // A write that waits holds its keys as well: nothing may overtake it.
      for (const key of entry.write.keys) keys.add(key)
      if (mustWait) left.push(entry)
      else {
        batch.push(entry)
        bytes += entry.write.bytes
      }
    }
    this.#queue = [...left, ...this.#queue.slice(next)]
    return batch
  }

  async #commit(batch: readonly Entry<Write, Answer>[]): Promise<void> {
    try {
      const answers = await this.#options.commit(batch.map(({ write }) => write))
      if (answers.length !== batch.length) throw new Error('a batch was answered in part')
      for (const [index, answer] of answers.entries()) batch[index]?.resolve(answer)
    } catch (error) {
      if (batch.length === 1 || !isAppError(error, 'invalid-argument')) {
        for (const { reject } of batch) reject(error)
        return
      }
      const middle = Math.ceil(batch.length / 2)
      await this.#commit(batch.slice(0, middle))
      await this.#commit(batch.slice(middle))
    }
  }
}
