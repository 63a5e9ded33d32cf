import { headerOnlyData } from '@sallyport/records'
import { expect, test } from 'vitest'
import { recordFromMessage } from './record-from-message.ts'
import { recordMessage } from './sync-stream.fixture.ts'

test('a live record and a tombstone come back whole', () => {
  const message = recordMessage('session', 'a', 7, '{"user_id":"u"}')
  const expiresAt = { seconds: '1767229200', nanos: 5_000_000 }
  expect(recordFromMessage({ ...message, version: '9007199254740993', expiresAt })).toEqual({
    deleted: false,
    type: 'session',
    id: 'a',
    version: 9007199254740993n,
    data: { user_id: 'u' },
    createdAt: new Date('2026-01-01T00:00:00Z'),
    modifiedAt: new Date('2026-01-01T00:00:00Z'),
    expiresAt: new Date('2026-01-01T01:00:00.005Z'),
    writtenBy: 'test',
  })
  const deletion = { deletedAt: message.createdAt, reason: 'signed-out', deletedBy: 'spiffe://x' }
  expect(recordFromMessage({ ...message, createdAt: null, modifiedAt: null, deletion })).toEqual({
    deleted: true,
    type: 'session',
    id: 'a',
    version: 7n,
    data: { user_id: 'u' },
    deletedAt: new Date('2026-01-01T00:00:00Z'),
    deleteReason: 'signed-out',
    deletedBy: 'spiffe://x',
  })
})

test.each(['', '{', 'null', '[1]', '7'])('data %j reads as empty and the version still counts', (data) => {
  const record = recordFromMessage(recordMessage('policy', 'p', 3, data))
  expect([record?.version, record?.data]).toEqual([3n, headerOnlyData])
})

test('a type that this release does not know is passed over', () => {
  expect(recordFromMessage(recordMessage('not-yet-invented', 'x', 1))).toBeUndefined()
})
