import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { openPageToken, sealPageToken } from './page-token.ts'
import type { QueryRequest } from './record-store.ts'

const key = randomBytes(32)
const request: QueryRequest = { type: 'session', where: { field: 'user_id', equals: 'idp/alice' }, limit: 10 }

test('a token leads back to the id it was made for, whatever the page size', () => {
  const token = sealPageToken(key, request, 'séssion/1')

  expect(openPageToken(key, { ...request, limit: 1 }, token)).toBe('séssion/1')
})

test('a token is refused for another query, another store, and when a bit of it was changed', () => {
  const token = sealPageToken(key, request, 'session-1')
  const refused = expect.objectContaining({ code: 'invalid-argument' })
  const changed = token.slice(0, -1) + (token.endsWith('A') ? 'E' : 'A')

  expect(() => openPageToken(key, { type: 'session', limit: 10 }, token)).toThrow(refused)
  expect(() => openPageToken(key, { ...request, where: { field: 'user_id', equals: 'x' } }, token)).toThrow(refused)
  expect(() => openPageToken(randomBytes(32), request, token)).toThrow(refused)
  expect(() => openPageToken(key, request, changed)).toThrow(refused)
  for (const forged of ['', 'AAAA', '%27; drop table', `${token}=`, 'A'.repeat(4_000)])
    expect(() => openPageToken(key, request, forged)).toThrow(refused)
})
