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
 * - *catching up*: pages of the table after the cursor, when the feed's ring does not reach back to it. A Checkpoint follows only a page that reaches the head.
 * - *following*: segments of the feed, encoded once for all subscribers of the same view.
 *
 * The reader sets the pace: nothing is read from the store before the last response was taken.
 */
export class SyncSession {
  readonly #sources: SyncSources
  readonly #view: SyncView
  readonly #signal: AbortSignal
  #epoch = ''
  #version: Version = 0n
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
        continue
      }
      for (const segment of segments) {
        yield* this.#sources.encoder.encode(segment, this.#view)
        this.#version = segment.upTo
        if (segment.caughtUp) yield this.#checkpoint()
      }
      if (segments.length === 0 && this.#sources.monotonicMs() - this.#lastCheckpointMs >= checkpointIntervalMs)
        yield this.#checkpoint()
      if (this.#nonce && readsDone >= this.#nonce.coveredByRead) yield this.#echo(this.#nonce.value)
      if (this.#sources.feed.readsDone === readsDone) await this.#sources.feed.afterNextRead(this.#signal)
    }
  }

  async #refusalOf(cursor: SyncCursor | undefined): Promise<string | undefined> {
    if (!cursor) return 'no cursor'
    if (cursor.viewHash !== this.#view.hash) return 'the cursor belongs to another view'
    if (!(await this.#sources.store.isOnHistory(cursor, this.#signal)))
      return 'the cursor is not on the history of this store'
    this.#epoch = cursor.epoch
    this.#version = cursor.version
    return undefined
  }

  async *#catchUp(): AsyncGenerator<Response, void, void> {
    const page = await this.#page(this.#version)
    if (page.epoch !== this.#epoch) {
      if (!(await this.#sources.store.isOnHistory({ epoch: this.#epoch, version: this.#version }, this.#signal))) {
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
    this.#version = page.through
    if (page.through === page.head) yield this.#checkpoint()
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
    this.#epoch = epoch
    this.#version = page.through
    yield this.#checkpoint()
    return undefined
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
