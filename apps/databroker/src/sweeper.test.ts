import { silentLogger } from '@sallyport/kernel'
import { MemoryRecordStore } from '@sallyport/storage-memory'
import { expect, test } from 'vitest'
import { Sweeper } from './sweeper.ts'

const key = { type: 'session', id: 's' } as const

test('a tombstone stays for as long as is configured and goes afterwards', async () => {
  let now = new Date('2026-01-01T00:00:00Z')
  await using store = new MemoryRecordStore(() => now)
  await store.put({ ...key, data: {}, precondition: { mode: 'create' }, writtenBy: 'a' })
  await store.delete({ ...key, reason: 'signed out', writtenBy: 'a' })
  await using _sweeper = new Sweeper(store, 'sweeper', silentLogger, { tombstoneRetentionMs: 7_200_000, intervalMs: 1 })
  now = new Date('2026-01-01T01:59:00Z')
  await store.put({ ...key, id: 'expired', data: {}, precondition: { mode: 'create' }, expiresAt: now, writtenBy: 'a' })

  await expect
    .poll(() => store.get({ ...key, id: 'expired' }))
    .toMatchObject({ deleted: true, deleteReason: 'expired' })
  expect(await store.get(key)).toMatchObject({ deleted: true })
  now = new Date('2026-01-01T02:01:00Z')
  await expect.poll(() => store.get(key)).toBeUndefined()
})
