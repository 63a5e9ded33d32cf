import type { LiveRecord } from '@sallyport/records'
import { expect, test } from 'vitest'
import { decodeUser, encodeUser, type User, userId } from './user.ts'

const user: User = {
  id: userId('corp', '1'),
  provider: 'corp',
  issuer: 'https://idp.example',
  subject: '1',
  email: 'a@example.com',
  emailVerified: true,
  name: 'Alice',
  groups: ['eng'],
  sessionsValidFrom: new Date('2030-01-01T00:00:00.123Z'),
}

test('survives its record, with and without what is optional', () => {
  expect(decodeUser(stored(encodeUser(user)))).toEqual(user)
  const { email: _, name: __, sessionsValidFrom: ___, ...least } = user
  expect(decodeUser(stored(encodeUser(least)))).toEqual(least)
})

test('two providers never share a user id, whatever their subjects', () => {
  expect(userId('a', 'b/c')).not.toBe(userId('a-b', 'c'))
  expect(() => userId('a/b', 'c')).toThrow(expect.objectContaining({ code: 'invalid-argument' }))
})

test('a malformed record is named', () => {
  const record = stored(encodeUser(user))
  expect(() => decodeUser({ ...record, data: { ...record.data, sessions_valid_from: 1 } })).toThrow(
    /^user corp\/1 is malformed in: sessions_valid_from$/,
  )
})

function stored(put: Pick<LiveRecord, 'type' | 'id' | 'data'>): LiveRecord {
  const at = new Date(0)
  const data = JSON.parse(JSON.stringify(put.data))
  return { ...put, data, deleted: false, version: 1n, createdAt: at, modifiedAt: at, writtenBy: 'test' }
}
