export { assertRecordId, maxDataBytes, maxIdBytes } from './limits.ts'
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
  tombstoneRetentionMs,
  type WriteRefusal,
} from './record-store.ts'
