import { expect, test } from 'vitest'
import { everyRecord } from './every-record.ts'
import type { LiveRecord } from './record.ts'
import type { QueryRequest } from './record-store.ts'

function user(id: string): LiveRecord {
  const at = new Date(0)
  return { type: 'user', id, version: 1n, data: {}, deleted: false, createdAt: at, modifiedAt: at, writtenBy: 'test' }
}

test('every page is read, by the token of the one before it, and each only when it is needed', async () => {
  const pages = new Map([
    [undefined, { records: [user('a'), user('b')], nextPageToken: 'second' }],
    ['second', { records: [], nextPageToken: 'third' }],
    ['third', { records: [user('c')] }],
  ])
  const asked: QueryRequest[] = []
  const query = async (request: QueryRequest) => {
    asked.push(request)
    return pages.get(request.pageToken) ?? { records: [] }
  }
  const where = { field: 'email', equals: 'bob@example.com' }
  const ids: string[] = []
  for await (const { id } of everyRecord({ query }, { type: 'user', where })) {
    if (id === 'a') expect(asked).toHaveLength(1)
    ids.push(id)
  }
  expect(ids).toEqual(['a', 'b', 'c'])
  expect(asked).toMatchObject([{ where }, { where, pageToken: 'second' }, { where, pageToken: 'third' }])
})
