export { openPostgresRecordStore, type PostgresRecordStoreOptions } from './open-postgres-record-store.ts'
export type { PostgresRecordStore } from './postgres-record-store.ts'
export type { UnreadableRecord } from './record-row.ts'
