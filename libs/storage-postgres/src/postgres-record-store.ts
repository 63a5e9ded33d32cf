import {
  assertLimit,
  assertRecordId,
  type ChangePage,
  checkLease,
  checkPageRequest,
  checkQuery,
  type DeleteOperation,
  type DeleteResult,
  isRecordType,
  type LeaseResult,
  maxPageRecords,
  maxVersion,
  openPageToken,
  operationIdWindowMs,
  type PutOperation,
  type PutResult,
  type QueryRequest,
  type QueryResult,
  type RecordKey,
  type RecordStore,
  type RecordType,
  recordTypes,
  type StoredRecord,
  type StoreInfo,
  sealPageToken,
  type Version,
} from '@sallyport/records'
import type { BatchWriter } from './batch-writer.ts'
import { batchedDelete, batchedExpiry, batchedPut } from './batched-write.ts'
import type { TextRow } from './primary-connection.ts'
import type { PrimaryReader } from './primary-reader.ts'
import { isRecordRow, parseRecordRow, type UnreadableRecord } from './record-row.ts'
import * as statements from './statements.ts'

export interface StoreIdentity {
  readonly storeId: string
  readonly pageTokenKey: Uint8Array
}

interface Parts {
  readonly identity: StoreIdentity
  readonly reader: PrimaryReader
  readonly writer: BatchWriter
  readonly onUnreadableRecord: (record: UnreadableRecord) => void
  /** Disposed of with the store. */
  readonly scope: AsyncDisposable
}

/** The record store on Postgres; `openPostgresRecordStore` makes one. Writes go through one connection in batches, reads through a pool. */
export class PostgresRecordStore implements RecordStore {
  readonly #identity: StoreIdentity
  readonly #reader: PrimaryReader
  readonly #writer: BatchWriter
  readonly #onUnreadableRecord: (record: UnreadableRecord) => void
  readonly #scope: AsyncDisposable

  constructor({ identity, reader, writer, onUnreadableRecord, scope }: Parts) {
    this.#identity = identity
    this.#reader = reader
    this.#writer = writer
    this.#onUnreadableRecord = onUnreadableRecord
    this.#scope = scope
  }

  async put(operation: PutOperation, signal?: AbortSignal): Promise<PutResult> {
    const result = await this.#writer.submit(batchedPut(operation), signal)
    if (result.outcome === 'gone') throw new Error('a put was answered like a delete')
    return result
  }

  async delete(operation: DeleteOperation, signal?: AbortSignal): Promise<DeleteResult> {
    const result = await this.#writer.submit(batchedDelete(operation), signal)
    if (result.outcome === 'stored') throw new Error('a delete was answered like a put')
    return result
  }

  async get(key: RecordKey, signal?: AbortSignal): Promise<StoredRecord | undefined> {
    assertRecordId(key)
    const rows = await this.#reader.read(statements.getRecord, [key.type, key.id], signal)
    return this.#records(rows, 1)[0]
  }

  async query(request: QueryRequest, signal?: AbortSignal): Promise<QueryResult> {
    checkQuery(request)
    const { type, where, limit, pageToken } = request
    const after = pageToken === undefined ? '' : openPageToken(this.#identity.pageTokenKey, request, pageToken)
    // One more than asked for shows whether there is a next page.
    const values = [after, limit + 1, ...(where === undefined ? [] : [where.equals])]
    const rows = await this.#reader.read(statements.queryRecords(type, where?.field), values, signal)
    const records = this.#records(rows.slice(0, limit), 1).filter((record) => !record.deleted)
    const lastId = rows[limit - 1]?.[2]
    if (rows.length <= limit || !lastId) return { records }
    return { records, nextPageToken: sealPageToken(this.#identity.pageTokenKey, request, lastId) }
  }

  async listTypes(signal?: AbortSignal): Promise<readonly RecordType[]> {
    const rows = await this.#reader.read(statements.presentTypes, [recordTypes], signal)
    return rows.map(([, type]) => type ?? '').filter(isRecordType)
  }

  async info(signal?: AbortSignal): Promise<StoreInfo> {
    const rows = await this.#reader.read(statements.storeInfo, [], signal)
    return { storeId: this.#identity.storeId, ...positionOf(rows[0]) }
  }

  async changesAfter(
    after: Version,
    limit: number,
    types?: readonly RecordType[],
    signal?: AbortSignal,
  ): Promise<ChangePage> {
    checkPageRequest(after, limit, types)
    const rows =
      types === undefined
        ? await this.#reader.read(statements.changesOfAllTypes, [after, limit], signal)
        : await this.#reader.read(statements.changesOfSomeTypes, [after, limit, [...new Set(types)]], signal)
    const position = positionOf(rows[0])
    // A row that cannot be read has its place in the page all the same, or the page after a full one would never be asked for.
    const lastVersion = rows.length === limit ? rows.at(-1)?.[6] : undefined
    const through = lastVersion ? BigInt(lastVersion) : position.head
    return { ...position, through, records: this.#records(rows, 4) }
  }

  async isOnHistory(
    { epoch, version }: { readonly epoch: string; readonly version: Version },
    signal?: AbortSignal,
  ): Promise<boolean> {
    if (version < 0n || version > maxVersion || epoch.includes('\0')) return false
    const rows = await this.#reader.read(statements.cursorIsOnHistory, [epoch, version], signal)
    return rows[0]?.[1] === 't'
  }

  onLocalCommit(listener: () => void): Disposable {
    return this.#writer.onCommit(listener)
  }

  async sweepExpired(limit: number, writtenBy: string, signal?: AbortSignal): Promise<number> {
    assertLimit(limit, maxPageRecords)
    const rows = await this.#reader.change(statements.expiredKeys, [recordTypes, limit], signal)
    const keys = rows.flatMap(([type, id]) => (type && isRecordType(type) && id ? [{ type, id }] : []))
    const answers = await Promise.all(keys.map((key) => this.#writer.submit(batchedExpiry(key, writtenBy), signal)))
    return answers.filter((answer) => answer.outcome === 'gone' && answer.deletedByThisCall).length
  }

  async collectTombstones(retentionMs: number, limit: number, signal?: AbortSignal): Promise<number> {
    assertLimit(limit, maxPageRecords)
    // An operation id may be as far ahead of us as it may be behind, so it is remembered for both.
    const values = [limit, retentionMs, 2 * operationIdWindowMs]
    const rows = await this.#reader.change(statements.collectTombstones, values, signal)
    return Number(rows[0]?.[0])
  }

  async acquireLease(name: string, holder: string, durationMs: number, signal?: AbortSignal): Promise<LeaseResult> {
    checkLease(name, holder, durationMs)
    const rows = await this.#reader.change(statements.acquireLease, [name, holder, durationMs], signal)
    return leaseResult(rows[0], durationMs)
  }

  async renewLease(
    name: string,
    holder: string,
    token: bigint,
    durationMs: number,
    signal?: AbortSignal,
  ): Promise<LeaseResult> {
    checkLease(name, holder, durationMs)
    const rows = await this.#reader.change(statements.renewLease, [name, holder, token, durationMs], signal)
    return leaseResult(rows[0], durationMs)
  }

  async releaseLease(name: string, holder: string, token: bigint, signal?: AbortSignal): Promise<void> {
    await this.#reader.change(statements.releaseLease, [name, holder, token], signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scope[Symbol.asyncDispose]()
  }

  #records(rows: readonly TextRow[], offset: number): StoredRecord[] {
    const records: StoredRecord[] = []
    for (const row of rows) {
      if (!isRecordRow(row, offset)) continue
      const parsed = parseRecordRow(row, offset)
      if (parsed.readable) records.push(parsed.record)
      else this.#onUnreadableRecord(parsed.unreadable)
    }
    return records
  }
}

/** From the columns after `pg_is_in_recovery()`. */
function positionOf(row: TextRow | undefined): Pick<StoreInfo, 'head' | 'epoch' | 'gcFloor'> {
  const [, head, epoch, gcFloor] = row ?? []
  if (!head || !epoch || !gcFloor) throw new Error('the store has no counter row')
  return { head: BigInt(head), epoch, gcFloor: BigInt(gcFloor) }
}

function leaseResult(row: TextRow | undefined, durationMs: number): LeaseResult {
  const [token, takenForMs] = row ?? []
  if (token) return { outcome: 'held', token: BigInt(token), expiresInMs: durationMs }
  return { outcome: 'taken', expiresInMs: Number(takenForMs ?? 0) }
}
