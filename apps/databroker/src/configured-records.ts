import { isDeepStrictEqual } from 'node:util'
import { AppError, type Logger } from '@sallyport/kernel'
import {
  everyRecord,
  type Fence,
  type LiveRecord,
  type Precondition,
  type RecordData,
  type RecordKey,
  type RecordStore,
  type RecordType,
  recordKeyString,
  type WriteRefusal,
} from '@sallyport/records'

/** A record that the configuration asks for. */
export interface ConfiguredRecord extends RecordKey {
  readonly data: RecordData
}

/** Who writes, and by which turn: a replica that slept through its own does not undo what the next one wrote. */
export interface ConfigurationWriter {
  readonly writtenBy: string
  readonly fence?: Fence
}

export interface ConfigurationApplied {
  readonly written: number
  readonly deleted: number
}

type Store = Pick<RecordStore, 'put' | 'delete' | 'get' | 'query'>

/** Types that come from the configuration alone: a record of them that it does not name is deleted. */
const configuredTypes = ['policy', 'route'] as const satisfies readonly RecordType[]
const concurrency = 256

/**
 * Makes the stored routes and policies those of the configuration, writing only what differs, so that an unchanged route keeps its version
 * and every decision about it stays cached.
 *
 * A route never stands without its policy: policies are written before routes and deleted after them.
 */
export async function applyConfiguration(
  store: Store,
  wanted: readonly ConfiguredRecord[],
  writer: ConfigurationWriter,
  log: Logger,
): Promise<ConfigurationApplied> {
  const stored = new Map<string, LiveRecord>()
  for (const type of configuredTypes) {
    for await (const record of everyRecord(store, { type })) stored.set(recordKeyString(record), record)
  }
  const wantedKeys = new Set(wanted.map(recordKeyString))
  const changed = wanted.filter((record) => !isDeepStrictEqual(stored.get(recordKeyString(record))?.data, record.data))
  const unwanted = [...stored.values()].filter((record) => !wantedKeys.has(recordKeyString(record)))

  for (const type of configuredTypes) {
    await forEachLimited(ofType(changed, type), (record) => write(store, record, writer))
  }
  for (const type of configuredTypes.toReversed()) {
    await forEachLimited(ofType(unwanted, type), async ({ id }) => {
      const result = await store.delete({ type, id, reason: 'removed from the configuration', ...writer })
      if (result.outcome !== 'gone') throw refused({ type, id }, result)
    })
  }
  const applied = { written: changed.length, deleted: unwanted.length }
  if (applied.written > 0 || applied.deleted > 0) log.info(applied, 'configuration applied')
  return applied
}

async function write(store: Store, record: ConfiguredRecord, writer: ConfigurationWriter): Promise<void> {
  let precondition: Precondition = { mode: 'upsert' }
  for (let attempt = 0; attempt < 3; attempt++) {
    const result = await store.put({ ...record, precondition, ...writer })
    if (result.outcome === 'stored') return
    if (result.outcome !== 'deleted' && result.outcome !== 'version-mismatch') throw refused(record, result)
    // A route that was removed and comes back is created anew, on top of the very tombstone that was seen.
    precondition = { mode: 'compare-and-set', expectedVersion: result.currentVersion }
  }
  throw new AppError('conflict', `${recordKeyString(record)} is being written by somebody else`)
}

function refused(key: RecordKey, { outcome }: WriteRefusal): AppError {
  return new AppError('conflict', `${recordKeyString(key)} cannot be written: ${outcome}`)
}

async function forEachLimited<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values()
  const worker = async (): Promise<void> => {
    for (const item of queue) await run(item)
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker))
}

function ofType<T extends RecordKey>(records: readonly T[], type: RecordType): readonly T[] {
  return records.filter((record) => record.type === type)
}
