import {
  type EncodedMessage,
  encodeSyncResponse,
  type RecordMessageInput,
  type SyncResponseInput,
} from '@sallyport/proto'
import type { StoredRecord } from '@sallyport/records'
import type { Segment } from './change-feed.ts'
import { toRecordMessage } from './record-message.ts'
import type { SyncView } from './sync-view.ts'

export type EncodedSyncResponse = EncodedMessage<SyncResponseInput>

/** One message holds at most this much data (one record alone may be larger), well below the transport's cap. */
const maxBatchBytes = 512 * 1024
const maxBatchRecords = 1_000

/** The changes as this view shows them, in messages of bounded size; none when the view shows nothing of them. */
export function* encodeChanges(changes: Iterable<StoredRecord>, view: SyncView): Generator<EncodedSyncResponse> {
  let records: RecordMessageInput[] = []
  let bytes = 0
  for (const change of changes) {
    const visible = view.project(change)
    if (!visible) continue
    const message = toRecordMessage(visible)
    const size = message.data?.length ?? 0
    if (records.length >= maxBatchRecords || (records.length > 0 && bytes + size > maxBatchBytes)) {
      yield encodeSyncResponse({ changes: { records } })
      records = []
      bytes = 0
    }
    records.push(message)
    bytes += size
  }
  if (records.length > 0) yield encodeSyncResponse({ changes: { records } })
}

/** Encodes a segment once for all subscribers of one view. */
export class SegmentEncoder {
  readonly #encoded = new WeakMap<Segment, Map<string, readonly EncodedSyncResponse[]>>()

  encode(segment: Segment, view: SyncView): readonly EncodedSyncResponse[] {
    let byView = this.#encoded.get(segment)
    if (!byView) {
      byView = new Map()
      this.#encoded.set(segment, byView)
    }
    let batches = byView.get(view.hash)
    if (!batches) {
      batches = [...encodeChanges(segment.changes, view)]
      byView.set(view.hash, batches)
    }
    return batches
  }
}
