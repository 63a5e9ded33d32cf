import type { MonotonicMs } from '@sallyport/kernel'
import type { SyncResponseInput } from '@sallyport/proto'
import { encodeSyncCursor, type RecordStore, type SyncCursor, type Version } from '@sallyport/records'
import type { ChangeFeed } from './change-feed.ts'
import { type EncodedSyncResponse, encodeChanges, type SegmentEncoder } from './sync-batches.ts'
import type { SyncView } from './sync-view.ts'

export interface SyncSources {
  readonly store: Pick<RecordStore, 'changesAfter' | 'isOnHistory'>
  readonly storeId: string
  readonly feed: ChangeFeed
  readonly encoder: SegmentEncoder
  readonly monotonicMs: MonotonicMs
}

type Response = SyncResponseInput | EncodedSyncResponse

const pageSize = 2_000
const checkpointIntervalMs = 1_000

/**
 * What one subscriber is sent: `Reset?  Changes*  Checkpoint  Changes*  Checkpoint …`
 *
 * It is always in one of these modes:
 * - *resuming*: its cursor is tested against the store's history. A good one leads to *catching up*, any other to *resetting*.
 * - *resetting*: a Reset, then the whole state from version 0. Rows up to the head that the reset began at are sent only while live;
 *   beyond it tombstones are sent too, because the row they end may have been sent already. Tombstones that were collected above
 *   that head in the meantime would be missed, so then it starts over. Ends, with a Checkpoint, in *following*.
 * - *catching up*: pages of the table after the cursor, when the feed's ring does not reach back to it.
 * - *following*: segments of the feed, encoded once for all subscribers of the same view.
 *
 * What a read finds is compacted: a record that changed once more is missing up to its new version. So a Checkpoint follows only where
 * everything was sent up to the newest head of all that was read; and short of it, a cursor is on the history only if that head is.
 *
 * The reader sets the pace: nothing is read from the store before the last response was taken.
 */
export class SyncSession {
  readonly #sources: SyncSources
  readonly #view: SyncView
  readonly #signal: AbortSignal
  #epoch = ''
  #version: Version = 0n
  /** The newest head of all reads from which something was sent. */
  #newestHead: Version = 0n
  #lastCheckpointMs = Number.NEGATIVE_INFINITY
  /** The newest nonce not yet echoed, and the read of the primary that covers it. */
  #nonce: { readonly value: string; readonly coveredByRead: number } | undefined

  constructor(sources: SyncSources, view: SyncView, signal: AbortSignal) {
    this.#sources = sources
    this.#view = view
    this.#signal = signal
  }

  /** Takes a nonce from the subscriber. It is echoed once a read of the primary that began after this call is behind everything sent. */
  acknowledge(nonce: string): void {
    this.#nonce = { value: nonce, coveredByRead: this.#sources.feed.nextRead }
  }

  /** Ends only by the signal, with its reason, or by a failure of the store. */
  async *run(cursor: SyncCursor | undefined): AsyncGenerator<Response, never, void> {
    const refusal = await this.#refusalOf(cursor)
    if (refusal !== undefined) yield* this.#reset(refusal)
    for (;;) {
      const readsDone = this.#sources.feed.readsDone
      const segments = this.#sources.feed.segmentsAfter(this.#epoch, this.#version)
      if (!segments) {
        yield* this.#catchUp()
        // It has been told of a new epoch before the feed: there is nothing to follow yet.
        if (this.#isWhole && this.#epoch !== this.#sources.feed.epoch)
          await this.#sources.feed.afterNextRead(this.#signal)
        continue
      }
      for (const segment of segments) {
        yield* this.#sources.encoder.encode(segment, this.#view)
        yield* this.#advance(segment.upTo, segment.head)
      }
      if (segments.length === 0 && this.#isWhole && this.#isCheckpointDue) yield this.#checkpoint()
      if (this.#nonce && readsDone >= this.#nonce.coveredByRead) yield this.#echo(this.#nonce.value)
      if (this.#sources.feed.readsDone === readsDone) await this.#sources.feed.afterNextRead(this.#signal)
    }
  }

  async #refusalOf(cursor: SyncCursor | undefined): Promise<string | undefined> {
    if (!cursor) return 'no cursor'
    if (cursor.viewHash !== this.#view.hash) return 'the cursor belongs to another view'
    if (!(await this.#sources.store.isOnHistory(cursor, this.#signal)))
      return 'the cursor is not on the history of this store'
    this.#moveTo(cursor.epoch, cursor.version)
    return undefined
  }

  async *#catchUp(): AsyncGenerator<Response, void, void> {
    const page = await this.#page(this.#version)
    if (page.epoch !== this.#epoch) {
      if (!(await this.#sources.store.isOnHistory({ epoch: this.#epoch, version: this.#newestHead }, this.#signal))) {
        yield* this.#reset('the epoch ended before the cursor')
        return
      }
      this.#epoch = page.epoch
    }
    if (page.gcFloor > this.#version) {
      yield* this.#reset('tombstones after the cursor are gone')
      return
    }
    yield* encodeChanges(page.records, this.#view)
    yield* this.#advance(page.through, page.head)
  }

  async *#reset(firstReason: string): AsyncGenerator<Response, void, void> {
    for (let reason: string | undefined = firstReason; reason !== undefined; ) {
      reason = yield* this.#sendWholeState(reason)
    }
  }

  /** Returns why it has to start over, or `undefined` when the state is whole. */
  async *#sendWholeState(reason: string): AsyncGenerator<Response, string | undefined, void> {
    let page = await this.#page(0n)
    const { epoch, head: beganAt } = page
    yield { reset: { storeId: this.#sources.storeId, epoch, reason } }
    for (;;) {
      if (page.epoch !== epoch) return 'the epoch changed during a reset'
      if (page.gcFloor > beganAt) return 'tombstones were collected during a reset'
      yield* encodeChanges(
        page.records.filter((record) => !record.deleted || record.version > beganAt),
        this.#view,
      )
      if (page.through === page.head) break
      page = await this.#page(page.through)
    }
    this.#moveTo(epoch, page.head)
    yield this.#checkpoint()
    return undefined
  }

  /** The subscriber has a state of the store: the one at this version. */
  #moveTo(epoch: string, version: Version): void {
    this.#epoch = epoch
    this.#version = version
    this.#newestHead = version
  }

  /** It was sent everything up to `version` that a read at `head` found. */
  *#advance(version: Version, head: Version): Generator<Response, void, void> {
    this.#version = version
    if (head > this.#newestHead) this.#newestHead = head
    if (this.#isWhole) yield this.#checkpoint()
  }

  get #isWhole(): boolean {
    return this.#version === this.#newestHead
  }

  get #isCheckpointDue(): boolean {
    return this.#sources.monotonicMs() - this.#lastCheckpointMs >= checkpointIntervalMs
  }

  #page(after: Version): ReturnType<RecordStore['changesAfter']> {
    return this.#sources.store.changesAfter(after, pageSize, this.#view.types, this.#signal)
  }

  #checkpoint(): Response {
    this.#lastCheckpointMs = this.#sources.monotonicMs()
    const cursor = encodeSyncCursor({ epoch: this.#epoch, version: this.#version, viewHash: this.#view.hash })
    return {
      checkpoint: {
        epoch: this.#epoch,
        version: this.#version.toString(),
        cursor: Buffer.from(cursor),
        storeId: this.#sources.storeId,
      },
    }
  }

  #echo(nonce: string): Response {
    this.#nonce = undefined
    return { echo: nonce }
  }
}
