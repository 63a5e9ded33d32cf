import { AppError, type MonotonicMs, silentLogger, systemMonotonicMs } from '@sallyport/kernel'
import { databrokerService, EncodedMessage, type RecordMessage, type SyncResponseInput } from '@sallyport/proto'
import { decodeSyncCursor, type Mirror, type RecordStore, recordTypes, type StoredRecord } from '@sallyport/records'
import type { ServiceName } from '@sallyport/service-identity'
import { z } from 'zod'
import { ChangeFeed, type ChangeFeedOptions } from './change-feed.ts'
import { SegmentEncoder } from './sync-batches.ts'
import { SyncSession } from './sync-session.ts'
import { syncView } from './sync-view.ts'

type Store = Pick<RecordStore, 'changesAfter' | 'info' | 'isOnHistory' | 'onLocalCommit'>

/** A feed over the store, and subscribers that mirror it without a network between. */
export async function startFeed(store: Store, options: ChangeFeedOptions = {}) {
  const feed = await ChangeFeed.start(store, silentLogger, { pollIntervalMs: 2, minReadIntervalMs: 0, ...options })
  const encoder = new SegmentEncoder()
  const { storeId } = await store.info()

  /** Runs one session into the mirror until `done`; the session ends as a broken stream would. */
  const follow = async (
    mirror: Mirror,
    done: (response: DecodedResponse) => boolean | Promise<boolean>,
    {
      service = 'authenticate',
      nonce,
      monotonicMs = systemMonotonicMs,
    }: { service?: ServiceName; nonce?: string; monotonicMs?: MonotonicMs } = {},
  ): Promise<DecodedResponse[]> => {
    const controller = new AbortController()
    const view = syncView(service, [...mirror.types])
    const sources = { store, storeId, feed, encoder, monotonicMs }
    const session = new SyncSession(sources, view, controller.signal)
    if (nonce !== undefined) session.acknowledge(nonce)
    const seen: DecodedResponse[] = []
    mirror.streamStarted()
    const cursor = mirror.cursor && decodeSyncCursor(mirror.cursor)
    try {
      for await (const response of session.run(cursor)) {
        const decoded = decode(response)
        seen.push(decoded)
        applyTo(mirror, decoded)
        if (await done(decoded)) break
      }
    } finally {
      controller.abort(new AppError('cancelled', 'the test is done'))
    }
    return seen
  }
  return { feed, follow, [Symbol.asyncDispose]: () => feed[Symbol.asyncDispose]() }
}

export type DecodedResponse =
  | { readonly kind: 'reset'; readonly storeId: string; readonly epoch: string; readonly reason: string }
  | { readonly kind: 'changes'; readonly records: readonly StoredRecord[] }
  | {
      readonly kind: 'checkpoint'
      readonly epoch: string
      readonly version: bigint
      readonly cursor: Uint8Array
      readonly storeId: string
    }
  | { readonly kind: 'echo'; readonly nonce: string }

function decode(response: SyncResponseInput | EncodedMessage<SyncResponseInput>): DecodedResponse {
  const bytes = response instanceof EncodedMessage ? response.bytes : databrokerService.Sync.responseSerialize(response)
  const { reset, changes, checkpoint, echo } = databrokerService.Sync.responseDeserialize(bytes)
  if (reset) return { kind: 'reset', ...reset }
  if (checkpoint) return { kind: 'checkpoint', ...checkpoint, version: BigInt(checkpoint.version) }
  if (changes) return { kind: 'changes', records: changes.records.map(fromMessage) }
  return { kind: 'echo', nonce: echo ?? '' }
}

function fromMessage(message: RecordMessage): StoredRecord {
  const { id, version, data, deletion } = message
  const type = z.enum(recordTypes).parse(message.type)
  const json: unknown = data.length === 0 ? {} : JSON.parse(data.toString())
  const key = { type, id, version: BigInt(version), data: z.record(z.string(), z.unknown()).parse(json) }
  return deletion
    ? { ...key, deleted: true, deletedAt: new Date(0), deleteReason: deletion.reason, deletedBy: deletion.deletedBy }
    : { ...key, deleted: false, createdAt: new Date(0), modifiedAt: new Date(0), writtenBy: message.writtenBy }
}

function applyTo(mirror: Mirror, response: DecodedResponse): void {
  switch (response.kind) {
    case 'reset':
      mirror.reset(response)
      break
    case 'changes':
      mirror.apply(response.records)
      break
    case 'checkpoint':
      mirror.checkpoint(response)
      break
    case 'echo':
      break
  }
}
