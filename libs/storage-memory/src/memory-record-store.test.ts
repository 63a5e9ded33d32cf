import { recordStoreContract } from '@sallyport/records/contract'
import { MemoryRecordStore } from './memory-record-store.ts'

recordStoreContract('MemoryRecordStore', async () => {
  let nowMs = Date.parse('2026-01-01T00:00:00Z')
  const now = (): Date => new Date(nowMs)
  const store = new MemoryRecordStore(now)
  return {
    store,
    now,
    advance: async (ms) => {
      nowMs += ms
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
})
