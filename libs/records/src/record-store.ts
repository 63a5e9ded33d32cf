import type { LiveRecord, RecordData, RecordKey, RecordType, StoredRecord, Version } from './record.ts'

/** Which row a write expects to find. */
export type Precondition =
  /** The record must not exist. */
  | { readonly mode: 'create' }
  /** The record must be live (or, where ids are reusable, a tombstone) at exactly this version. */
  | { readonly mode: 'compare-and-set'; readonly expectedVersion: Version }
  /** Whatever is live; only for types whose rules allow it. */
  | { readonly mode: 'upsert' }

/** Proves that a writer still holds a lease: all three are tested for equality inside the write's own transaction. */
export interface Fence {
  readonly lease: string
  readonly holder: string
  readonly token: bigint
}

interface Operation extends RecordKey {
  /** UUIDv7 chosen by the caller; a retry with the same id and the same request gets the first answer again. */
  readonly operationId?: string
  readonly writtenBy: string
  readonly fence?: Fence
}

export interface PutOperation extends Operation {
  readonly precondition: Precondition
  readonly data: RecordData
  readonly expiresAt?: Date
}

export interface DeleteOperation extends Operation {
  readonly reason: string
  readonly expectedVersion?: Version
}

/** Why a write was not done. Expected answers, so values. */
export type WriteRefusal =
  | { readonly outcome: 'not-found' }
  | { readonly outcome: 'already-exists'; readonly currentVersion: Version }
  | { readonly outcome: 'version-mismatch'; readonly currentVersion: Version }
  | { readonly outcome: 'deleted'; readonly currentVersion: Version }
  | { readonly outcome: 'fenced' }
  | { readonly outcome: 'operation-expired' }
  | { readonly outcome: 'operation-reused' }

export type PutResult = { readonly outcome: 'stored'; readonly version: Version } | WriteRefusal

/** `version` is 0 when there was never such a record; `deletedByThisCall` is true for exactly one caller. */
export type DeleteResult =
  | { readonly outcome: 'gone'; readonly version: Version; readonly deletedByThisCall: boolean }
  | WriteRefusal

export interface QueryRequest {
  readonly type: RecordType
  /** One of the type's `indexedFields`, compared as text. */
  readonly where?: { readonly field: string; readonly equals: string }
  /** At most this many records, 1 to 1,000. */
  readonly limit: number
  /** From the previous answer; opaque. A forged one is `invalid-argument`. */
  readonly pageToken?: string
}

export interface QueryResult {
  /** Live and unexpired, in id order. */
  readonly records: readonly LiveRecord[]
  readonly nextPageToken?: string
}

/** A stretch of the store's history, as in the leader epochs of Kafka's KIP-101. */
export interface Epoch {
  readonly id: string
  /** The first version that belongs to it. */
  readonly startVersion: Version
}

/** What one statement saw of the store, so that its parts agree with each other. */
export interface ChangePage {
  readonly epoch: string
  /** The newest committed version. */
  readonly head: Version
  /** The highest version of any tombstone that was removed: a cursor below it has missed a delete. */
  readonly gcFloor: Version
  /** Everything up to and including this version has been read: `head` when nothing is left, else the version of the last row. A row that cannot be decoded counts as read. */
  readonly through: Version
  /** In version order. */
  readonly records: readonly StoredRecord[]
}

export interface StoreInfo {
  /** Made once, when the store is: tells a different store from a newer state of this one. */
  readonly storeId: string
  readonly epoch: string
  readonly head: Version
  readonly gcFloor: Version
}

export type LeaseResult =
  | { readonly outcome: 'held'; readonly token: bigint; readonly expiresInMs: number }
  | { readonly outcome: 'taken'; readonly expiresInMs: number }

/**
 * The store that a databroker keeps. Every implementation passes `recordStoreContract`.
 *
 * Throws `AppError`: `unavailable` when the store cannot be reached or is no primary (the outcome of a write is then unknown; retry by operation id),
 * `invalid-argument` for an impossible request, `resource-exhausted` for one that is too large.
 */
export interface RecordStore extends AsyncDisposable {
  put(operation: PutOperation, signal?: AbortSignal): Promise<PutResult>
  /** Idempotent; leaves a tombstone that says who it was. */
  delete(operation: DeleteOperation, signal?: AbortSignal): Promise<DeleteResult>
  /** The live or deleted record, read from the primary; `undefined` once nothing is left of it. Expired records are returned; the caller tests. */
  get(key: RecordKey, signal?: AbortSignal): Promise<StoredRecord | undefined>
  query(request: QueryRequest, signal?: AbortSignal): Promise<QueryResult>
  listTypes(signal?: AbortSignal): Promise<readonly RecordType[]>
  info(signal?: AbortSignal): Promise<StoreInfo>
  /** The changes after `after`, all types unless `types` is given. */
  changesAfter(after: Version, limit: number, types?: readonly RecordType[], signal?: AbortSignal): Promise<ChangePage>
  /** Whether a cursor (epoch, version) lies on this store's history. */
  isOnHistory(cursor: { readonly epoch: string; readonly version: Version }, signal?: AbortSignal): Promise<boolean>
  /** Calls back when a write of this very process was committed. A hint to read at once, never the only way to learn of a change. */
  onLocalCommit(listener: () => void): Disposable
  /** Deletes up to `limit` expired records, each with a tombstone and reason `expired`; returns how many. */
  sweepExpired(limit: number, writtenBy: string, signal?: AbortSignal): Promise<number>
  /**
   * Removes up to `limit` tombstones that are older than `retentionMs`, raising the gc floor in the same transaction, and operation ids past
   * their own retention; returns how many tombstones.
   */
  collectTombstones(retentionMs: number, limit: number, signal?: AbortSignal): Promise<number>
  /** Takes or keeps a lease by the store's own clock. The token grows each time the holder changes. */
  acquireLease(name: string, holder: string, durationMs: number, signal?: AbortSignal): Promise<LeaseResult>
  /** `taken` when it ran out or changed hands. */
  renewLease(
    name: string,
    holder: string,
    token: bigint,
    durationMs: number,
    signal?: AbortSignal,
  ): Promise<LeaseResult>
  releaseLease(name: string, holder: string, token: bigint, signal?: AbortSignal): Promise<void>
}

/** How long an operation id is remembered. */
export const operationRetentionMs = 10 * 60_000
