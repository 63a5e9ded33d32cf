export { MemoryRecordStore } from './memory-record-store.ts'
