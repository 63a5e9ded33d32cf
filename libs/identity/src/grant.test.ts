import type { LiveRecord } from '@sallyport/records'
import { expect, test } from 'vitest'
import { decodeGrant, encodeGrant, type Grant } from './grant.ts'

const grant: Grant = {
  sessionId: 's1',
  userId: 'corp/1',
  provider: 'corp',
  sealed: 'c2VhbGVk',
  accessExpiresAt: new Date('2030-01-01T01:00:00.000Z'),
  hasRefreshToken: true,
  expiresAt: new Date('2030-01-01T14:00:00Z'),
}

test("goes by its session's id and survives its record", () => {
  const put = encodeGrant(grant)
  expect(put.id).toBe('s1')
  expect(decodeGrant(stored(put))).toEqual(grant)
  const { accessExpiresAt: _, ...least } = grant
  expect(decodeGrant(stored(encodeGrant(least)))).toEqual(least)
})

test('what is not sealed is malformed', () => {
  expect(() => decodeGrant(stored(encodeGrant({ ...grant, sealed: '{"access_token":"a"}' })))).toThrow(
    /^grant s1 is malformed in: sealed$/,
  )
})

function stored(put: Pick<LiveRecord, 'type' | 'id' | 'data'> & { readonly expiresAt?: Date }): LiveRecord {
  const at = new Date(0)
  const data = JSON.parse(JSON.stringify(put.data))
  return { ...put, data, deleted: false, version: 1n, createdAt: at, modifiedAt: at, writtenBy: 'test' }
}
