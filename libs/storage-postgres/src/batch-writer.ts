import type { DeleteResult, PutResult } from '@sallyport/records'
import { operationIdWindowMs } from '@sallyport/records'
import { parseBatchAnswer } from './batch-answer.ts'
import { type BatchedWrite, batchArguments } from './batched-write.ts'
import { GroupCommit } from './group-commit.ts'
import type { PrimaryConnection } from './primary-connection.ts'
import { putBatch } from './statements.ts'

/** How long a batch may take before its connection is given up and its outcome is unknown. */
const deadlineMs = 10_000

/** The one connection of this process that writes, and the queue in front of it. */
export class BatchWriter implements AsyncDisposable {
  readonly #connect: () => Promise<PrimaryConnection>
  readonly #queue: GroupCommit<BatchedWrite, PutResult | DeleteResult>
  readonly #listeners = new Set<() => void>()
  #connection: PrimaryConnection | undefined

  constructor(connect: () => Promise<PrimaryConnection>) {
    this.#connect = connect
    this.#queue = new GroupCommit({
      commit: (writes) => this.#commit(writes),
      maxBatchWrites: 500,
      maxBatchBytes: 4 * 1_048_576,
      maxQueuedWrites: 10_000,
    })
  }

  async submit(write: BatchedWrite, signal?: AbortSignal): Promise<PutResult | DeleteResult> {
    return await this.#queue.submit(write, signal)
  }

  /** Calls back once a batch that changed something is committed, before its writers are answered. */
  onCommit(listener: () => void): Disposable {
    // Wrapped, so that a listener that was added twice is two.
    const added = (): void => listener()
    this.#listeners.add(added)
    return { [Symbol.dispose]: () => void this.#listeners.delete(added) }
  }

  /** Commits what was submitted before. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue[Symbol.asyncDispose]()
    await this.#connection?.[Symbol.asyncDispose]()
  }

  async #commit(writes: readonly BatchedWrite[]): Promise<readonly (PutResult | DeleteResult)[]> {
    if (!this.#connection || this.#connection.isLost) this.#connection = await this.#connect()
    const [rows] = await this.#connection.rows(putBatch, [...batchArguments(writes), operationIdWindowMs], {
      deadlineMs,
    })
    const { written, answers } = parseBatchAnswer(rows?.[0] ?? '')
    if (written > 0) for (const listener of this.#listeners) listener()
    return answers
  }
}
