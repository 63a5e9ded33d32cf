import { randomBytes, randomUUID } from 'node:crypto'
import { type Now, systemNow } from '@sallyport/kernel'
import {
  assertLimit,
  assertRecordId,
  type ChangePage,
  checkDelete,
  checkLease,
  checkPageRequest,
  checkPut,
  checkQuery,
  type DeleteOperation,
  type DeleteResult,
  fieldText,
  isExpired,
  type LeaseResult,
  type LiveRecord,
  maxPageRecords,
  openPageToken,
  type PutOperation,
  type PutResult,
  type QueryRequest,
  type QueryResult,
  type RecordData,
  type RecordKey,
  type RecordStore,
  type RecordType,
  recordKeyString,
  recordRules,
  type StoredRecord,
  type StoreInfo,
  sealPageToken,
  type Version,
} from '@sallyport/records'
import { decidePut } from './decide-put.ts'
import { MemoryLeases } from './memory-leases.ts'
import { RememberedAnswers, type WriteResult } from './remembered-answers.ts'

/** A record store that lives and dies with its process. For tests, and as the shortest description of what a store does. */
export class MemoryRecordStore implements RecordStore {
  readonly #now: Now
  /** Oldest version first: a record that is written again moves to the end. */
  readonly #rows = new Map<string, StoredRecord>()
  readonly #leases: MemoryLeases
  readonly #answers: RememberedAnswers
  readonly #listeners = new Set<() => void>()
  readonly #pageTokenKey = randomBytes(32)
  readonly #storeId = randomUUID()
  readonly #epoch = randomUUID()
  #head: Version = 0n
  #gcFloor: Version = 0n

  constructor(now: Now = systemNow) {
    this.#now = now
    this.#leases = new MemoryLeases(now)
    this.#answers = new RememberedAnswers(now)
  }

  async put(operation: PutOperation, signal?: AbortSignal): Promise<PutResult> {
    signal?.throwIfAborted()
    const { json, remembered } = checkPut(operation)
    const result = this.#answers.answer(remembered, () => this.#put(operation, json))
    if (result.outcome === 'gone') throw new Error('a put was answered like a delete')
    return result
  }

  async delete(operation: DeleteOperation, signal?: AbortSignal): Promise<DeleteResult> {
    signal?.throwIfAborted()
    const { remembered } = checkDelete(operation)
    const result = this.#answers.answer(remembered, () => this.#delete(operation))
    if (result.outcome === 'stored') throw new Error('a delete was answered like a put')
    return result
  }

  async get(key: RecordKey, signal?: AbortSignal): Promise<StoredRecord | undefined> {
    signal?.throwIfAborted()
    assertRecordId(key)
    return this.#rows.get(recordKeyString(key))
  }

  async query(request: QueryRequest, signal?: AbortSignal): Promise<QueryResult> {
    signal?.throwIfAborted()
    checkQuery(request)
    const { type, where, limit, pageToken } = request
    const after = pageToken === undefined ? undefined : openPageToken(this.#pageTokenKey, request, pageToken)
    const now = this.#now()
    const found = [...this.#rows.values()]
      .filter((row): row is LiveRecord => row.type === type && !row.deleted && !isExpired(row, now))
      .filter((row) => where === undefined || fieldText(row.data[where.field]) === where.equals)
      .filter((row) => after === undefined || inIdOrder(row, { id: after }) > 0)
      .sort(inIdOrder)
    const records = found.slice(0, limit)
    const last = records.at(-1)
    if (last === undefined || found.length === records.length) return { records }
    return { records, nextPageToken: sealPageToken(this.#pageTokenKey, request, last.id) }
  }

  async listTypes(signal?: AbortSignal): Promise<readonly RecordType[]> {
    signal?.throwIfAborted()
    return [...new Set([...this.#rows.values()].map(({ type }) => type))]
  }

  async info(signal?: AbortSignal): Promise<StoreInfo> {
    signal?.throwIfAborted()
    return { storeId: this.#storeId, epoch: this.#epoch, head: this.#head, gcFloor: this.#gcFloor }
  }

  async changesAfter(
    after: Version,
    limit: number,
    types?: readonly RecordType[],
    signal?: AbortSignal,
  ): Promise<ChangePage> {
    signal?.throwIfAborted()
    checkPageRequest(after, limit, types)
    const records = this.#rows
      .values()
      .filter(({ type, version }) => version > after && (types === undefined || types.includes(type)))
      .take(limit)
      .toArray()
    const last = records.at(-1)
    const through = records.length === limit && last !== undefined ? last.version : this.#head
    return { epoch: this.#epoch, head: this.#head, gcFloor: this.#gcFloor, through, records }
  }

  async isOnHistory(
    cursor: { readonly epoch: string; readonly version: Version },
    signal?: AbortSignal,
  ): Promise<boolean> {
    signal?.throwIfAborted()
    return cursor.epoch === this.#epoch && cursor.version >= 0n && cursor.version <= this.#head
  }

  onLocalCommit(listener: () => void): Disposable {
    // Wrapped, so that a listener that was added twice is two.
    const added = (): void => listener()
    this.#listeners.add(added)
    return { [Symbol.dispose]: () => void this.#listeners.delete(added) }
  }

  async sweepExpired(limit: number, writtenBy: string, signal?: AbortSignal): Promise<number> {
    signal?.throwIfAborted()
    assertLimit(limit, maxPageRecords)
    const now = this.#now()
    const expired = this.#rows
      .values()
      .filter((row): row is LiveRecord => !row.deleted && isExpired(row, now))
      .take(limit)
      .toArray()
    for (const row of expired) this.#entomb(row, 'expired', writtenBy)
    return expired.length
  }

  async collectTombstones(retentionMs: number, limit: number, signal?: AbortSignal): Promise<number> {
    signal?.throwIfAborted()
    assertLimit(limit, maxPageRecords)
    const newestMs = this.#now().getTime() - retentionMs
    const old = this.#rows
      .values()
      .filter((row) => row.deleted && row.deletedAt.getTime() < newestMs)
      .take(limit)
      .toArray()
    for (const row of old) {
      this.#rows.delete(recordKeyString(row))
      this.#gcFloor = row.version
    }
    this.#answers.forgetOld()
    return old.length
  }

  async acquireLease(name: string, holder: string, durationMs: number, signal?: AbortSignal): Promise<LeaseResult> {
    signal?.throwIfAborted()
    checkLease(name, holder, durationMs)
    return this.#leases.acquire(name, holder, durationMs)
  }

  async renewLease(
    name: string,
    holder: string,
    token: bigint,
    durationMs: number,
    signal?: AbortSignal,
  ): Promise<LeaseResult> {
    signal?.throwIfAborted()
    checkLease(name, holder, durationMs)
    return this.#leases.renew(name, holder, token, durationMs)
  }

  async releaseLease(name: string, holder: string, token: bigint, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    this.#leases.release(name, holder, token)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listeners.clear()
  }

  #put(operation: PutOperation, json: string): WriteResult {
    if (operation.fence && !this.#leases.admits(operation.fence)) return { outcome: 'fenced' }
    const row = this.#rows.get(recordKeyString(operation))
    const decision = decidePut(operation.type, row, operation.precondition)
    if (decision.outcome !== 'write') return decision
    const { type, id, writtenBy, expiresAt } = operation
    const modifiedAt = this.#now()
    const record: LiveRecord = {
      ...{ type, id, version: this.#head + 1n, deleted: false, data: parseData(json), writtenBy, modifiedAt },
      createdAt: row === undefined || row.deleted ? modifiedAt : row.createdAt,
      ...(expiresAt === undefined ? {} : { expiresAt }),
    }
    this.#commit(record)
    return { outcome: 'stored', version: record.version }
  }

  #delete({ type, id, fence, expectedVersion, reason, writtenBy }: DeleteOperation): WriteResult {
    if (fence && !this.#leases.admits(fence)) return { outcome: 'fenced' }
    const row = this.#rows.get(recordKeyString({ type, id }))
    if (row === undefined || row.deleted)
      return { outcome: 'gone', version: row?.version ?? 0n, deletedByThisCall: false }
    if (expectedVersion !== undefined && expectedVersion !== row.version)
      return { outcome: 'version-mismatch', currentVersion: row.version }
    return { outcome: 'gone', version: this.#entomb(row, reason, writtenBy), deletedByThisCall: true }
  }

  #entomb(record: LiveRecord, deleteReason: string, deletedBy: string): Version {
    const { type, id, data } = record
    const kept = recordRules(type).tombstoneFields.filter((field) => field in data)
    const version = this.#head + 1n
    this.#commit({
      ...{ type, id, version, deleted: true, deletedAt: this.#now(), deleteReason, deletedBy },
      data: Object.fromEntries(kept.map((field) => [field, data[field]])),
    })
    return version
  }

  #commit(record: StoredRecord): void {
    const key = recordKeyString(record)
    this.#rows.delete(key)
    this.#rows.set(key, record)
    this.#head = record.version
    for (const listener of this.#listeners) listener()
  }
}

function parseData(json: string): RecordData {
  const data: RecordData = JSON.parse(json)
  return data
}

/** Byte order of the UTF-8 text, as a database with the "C" collation has it. */
function inIdOrder(a: { readonly id: string }, b: { readonly id: string }): number {
  return Buffer.compare(Buffer.from(a.id), Buffer.from(b.id))
}
