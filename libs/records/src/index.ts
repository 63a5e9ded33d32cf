export { type Change, type ChangeBatch } from './change.ts'
export type { VersionReached } from './epoch-history.ts'
export { everyRecord, type Queryable } from './every-record.ts'
export { checkLease, maxLeaseMs } from './lease-request.ts'
export { assertRecordId, maxDataBytes, maxIdBytes } from './limits.ts'
export { type Checkpoint, type HeldReset, Mirror, type MirrorOptions } from './mirror.ts'
export { headerOnlyData, MirroredRecord } from './mirrored-record.ts'
export { operationIdWindowMs } from './operation-id.ts'
export { openPageToken, sealPageToken } from './page-token.ts'
export { ParsedView } from './parsed-view.ts'
export { assertLimit, checkPageRequest, checkQuery, maxPageRecords, maxQueryRecords } from './read-request.ts'
export {
  isExpired,
  isRecordType,
  type LiveRecord,
  type RecordData,
  type RecordKey,
  type RecordType,
  recordKeyString,
  recordTypes,
  type StoredRecord,
  type Tombstone,
  type Version,
} from './record.ts'
export { maxIndexedFieldBytes, recordJson } from './record-json.ts'
export { fieldText, type RecordReader } from './record-reader.ts'
export { type RecordRules, recordRules } from './record-rules.ts'
export {
  type ChangePage,
  type DeleteOperation,
  type DeleteResult,
  type Epoch,
  type Fence,
  type LeaseResult,
  operationRetentionMs,
  type Precondition,
  type PutOperation,
  type PutResult,
  type QueryRequest,
  type QueryResult,
  type RecordStore,
  type StoreInfo,
  type WriteRefusal,
} from './record-store.ts'
export { type IndexedFields, RecordTable } from './record-table.ts'
export type { HeldReason } from './reset-candidate.ts'
export { Staleness } from './staleness.ts'
export { decodeSyncCursor, encodeSyncCursor, type SyncCursor } from './sync-cursor.ts'
export { SyncRefusal, type SyncRefusalReason } from './sync-refusal.ts'
export { type CheckedPut, checkDelete, checkPut, maxVersion, type RememberedOperation } from './write-request.ts'
