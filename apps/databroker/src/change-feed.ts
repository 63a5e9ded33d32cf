import { backoffMs, isAppError, type Logger, sleep } from '@sallyport/kernel'
import type { ChangePage, RecordStore, StoredRecord, Version } from '@sallyport/records'

/** What one read of the table added, shared by every subscriber so that it is encoded once a view and not once a subscriber. */
export interface Segment {
  readonly epoch: string
  /** It holds every change after this version … */
  readonly after: Version
  /** … up to and including this one. */
  readonly upTo: Version
  /** The store's head at the moment of the read. */
  readonly head: Version
  readonly changes: readonly StoredRecord[]
}

export interface ChangeFeedOptions {
  /** Between two reads of the table when nothing wakes the feed, in milliseconds. */
  readonly pollIntervalMs?: number
  /** Between two reads when writes keep waking it, in milliseconds: writers that come close together share a segment. */
  readonly minReadIntervalMs?: number
  /** Changes kept in memory for subscribers that are close behind. */
  readonly ringChanges?: number
  readonly pageSize?: number
}

/**
 * The one reader of the table's tail. What subscribers see comes from here or from the table itself, never from a writer:
 * a write of this process only wakes the feed, and polling finds what other replicas wrote.
 */
export class ChangeFeed implements AsyncDisposable {
  readonly #store: Pick<RecordStore, 'changesAfter' | 'onLocalCommit'>
  readonly #log: Logger
  readonly #options: Required<ChangeFeedOptions>
  readonly #stopping = new AbortController()
  readonly #waiters = new Set<() => void>()
  #segments: Segment[] = []
  #ringSize = 0
  #epoch = ''
  #head: Version = 0n
  #lastReadMs = Number.NEGATIVE_INFINITY
  #readsBegun = 0
  #readsDone = 0
  #wakeUp: (() => void) | undefined
  #wakeRequested = false
  #lastError: Error | undefined
  #running: Promise<void> = Promise.resolve()

  private constructor(
    store: Pick<RecordStore, 'changesAfter' | 'onLocalCommit'>,
    log: Logger,
    options: ChangeFeedOptions,
  ) {
    this.#store = store
    this.#log = log
    this.#options = { pollIntervalMs: 50, minReadIntervalMs: 10, ringChanges: 16_384, pageSize: 2_000, ...options }
  }

  /** Begins at the store's present head, whatever lies before is read from the table by whoever needs it. */
  static async start(
    store: Pick<RecordStore, 'changesAfter' | 'onLocalCommit' | 'info'>,
    log: Logger,
    options: ChangeFeedOptions = {},
  ): Promise<ChangeFeed> {
    const feed = new ChangeFeed(store, log, options)
    const { epoch, head } = await store.info()
    feed.#epoch = epoch
    feed.#head = head
    feed.#running = feed.#run()
    return feed
  }

  get head(): Version {
    return this.#head
  }

  get epoch(): string {
    return this.#epoch
  }

  /** Why the last read failed; `undefined` while reads succeed. */
  get lastError(): Error | undefined {
    return this.#lastError
  }

  /** The last read of the primary that came to the store's head. */
  get readsDone(): number {
    return this.#readsDone
  }

  /** The number of the first read that begins after now: once `readsDone` has reached it, the feed has seen everything committed before now. */
  get nextRead(): number {
    return this.#readsBegun + 1
  }

  /** The segments that follow `cursor`, oldest first; `undefined` when the ring does not reach back to it or the epoch is another. */
  segmentsAfter(epoch: string, cursor: Version): readonly Segment[] | undefined {
    if (epoch !== this.#epoch) return undefined
    if (cursor >= this.#head) return []
    const index = this.#segments.findLastIndex((segment) => segment.after <= cursor)
    const first = this.#segments[index]
    if (!first) return undefined
    if (first.after === cursor) return this.#segments.slice(index)
    return [restOf(first, cursor), ...this.#segments.slice(index + 1)]
  }

  /** Resolves after the next read of the table, or when the feed stops. */
  async afterNextRead(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#waiters.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      this.#waiters.add(done)
      signal.addEventListener('abort', done, { once: true })
    })
    signal.throwIfAborted()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    this.#wake()
    await this.#running
  }

  async #run(): Promise<void> {
    using _subscription = this.#store.onLocalCommit(() => this.#wake())
    let failures = 0
    while (!this.#stopping.signal.aborted) {
      try {
        const more = await this.#read()
        failures = 0
        if (!more) await this.#pause()
      } catch (error) {
        if (this.#stopping.signal.aborted) return
        if (!isAppError(error)) this.#log.error({ err: error }, 'change feed failed to read')
        else if (failures === 0)
          this.#log.warn({ code: error.code, reason: error.message }, 'change feed cannot read the store')
        this.#lastError = error instanceof Error ? error : new Error(String(error))
        await sleep(backoffMs(failures++, { baseMs: 50, capMs: 1_000 }), this.#stopping.signal).catch(() => {})
      }
    }
  }

  /** One statement; returns whether there is more to read at once. */
  async #read(): Promise<boolean> {
    this.#lastReadMs = performance.now()
    this.#readsBegun++
    const read = this.#readsBegun
    const page = await this.#store.changesAfter(this.#head, this.#options.pageSize, undefined, this.#stopping.signal)
    this.#lastError = undefined
    if (page.epoch !== this.#epoch || page.head < this.#head || page.gcFloor > this.#head) this.#startOver(page)
    else this.#append(page)
    const isAtHead = this.#head === page.head
    if (isAtHead) this.#readsDone = read
    for (const waiter of [...this.#waiters]) waiter()
    return !isAtHead
  }

  /**
   * Another epoch: what is in the ring may belong to commits that were lost. Or tombstones were collected before they were read here.
   * Either way subscribers must prove their cursors again.
   */
  #startOver(page: ChangePage): void {
    this.#segments = []
    this.#ringSize = 0
    this.#epoch = page.epoch
    this.#head = page.head
  }

  #append({ epoch, head, through, records }: ChangePage): void {
    if (through === this.#head) return
    this.#segments.push({ epoch, after: this.#head, upTo: through, head, changes: records })
    this.#ringSize += records.length
    this.#head = through
    while (this.#ringSize > this.#options.ringChanges && this.#segments.length > 1) {
      this.#ringSize -= this.#segments.shift()?.changes.length ?? 0
    }
  }

  #wake(): void {
    this.#wakeRequested = true
    this.#wakeUp?.()
  }

  /** Until the poll is due, or somebody wrote and the last read is long enough ago. */
  async #pause(): Promise<void> {
    if (!this.#wakeRequested) await this.#wakeUpOr(this.#options.pollIntervalMs)
    if (this.#wakeRequested)
      await sleep(Math.max(0, this.#lastReadMs + this.#options.minReadIntervalMs - performance.now()))
    this.#wakeRequested = false
  }

  async #wakeUpOr(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs)
      this.#wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wakeUp = undefined
  }
}

function restOf(segment: Segment, cursor: Version): Segment {
  return { ...segment, after: cursor, changes: segment.changes.filter((change) => change.version > cursor) }
}
