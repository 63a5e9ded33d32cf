import type { LiveRecord, Precondition, StoredRecord, Tombstone } from '@sallyport/records'
import { expect, test } from 'vitest'
import { decidePut } from './decide-put.ts'

const at = new Date(0)
const key = { type: 'route', id: 'r', data: {} } as const
const live: LiveRecord = { ...key, deleted: false, version: 5n, createdAt: at, modifiedAt: at, writtenBy: 'w' }
const dead: Tombstone = { ...key, deleted: true, version: 5n, deletedAt: at, deleteReason: 'r', deletedBy: 'w' }
const create: Precondition = { mode: 'create' }
const upsert: Precondition = { mode: 'upsert' }
const match: Precondition = { mode: 'compare-and-set', expectedVersion: 5n }
const miss: Precondition = { mode: 'compare-and-set', expectedVersion: 4n }

test.each<[string, StoredRecord | undefined, string[]]>([
  ['nothing', undefined, ['write', 'not-found', 'not-found', 'write']],
  ['a live record', live, ['already-exists', 'write', 'version-mismatch', 'write']],
  ['a tombstone of a reusable id', dead, ['deleted', 'write', 'deleted', 'deleted']],
])('on %s, the modes are answered as the table says', (_, row, outcomes) => {
  expect([create, match, miss, upsert].map((mode) => decidePut('route', row, mode).outcome)).toEqual(outcomes)
})

test('on a tombstone whose id is used once, no mode writes', () => {
  const tombstone: Tombstone = { ...dead, type: 'session' }

  for (const mode of [create, match, miss])
    expect(decidePut('session', tombstone, mode)).toEqual({ outcome: 'deleted', currentVersion: 5n })
})
