import type { LiveRecord } from '@sallyport/records'
import { expect, test } from 'vitest'
import { copyClaims } from './claims.ts'
import { decodeSession, decodeSessionView, encodeSession, proxySessionFields, type Session } from './session.ts'

const session: Session = {
  id: 's1',
  userId: 'corp/1',
  kind: 'browser',
  handleHash: 'A'.repeat(43),
  issuedAt: new Date('2030-01-01T00:00:00.123Z'),
  expiresAt: new Date('2030-01-01T14:00:00Z'),
  provider: 'corp',
  providerSession: 'op-session',
  email: 'a@example.com',
  emailVerified: true,
  name: 'Alice',
  groups: ['eng'],
  claims: copyClaims({ department: 'ops' }),
}

test('survives its record, with and without what is optional', () => {
  expect(decodeSession(stored(encodeSession(session)))).toEqual(session)
  const { providerSession: _, email: __, name: ___, ...least } = session
  expect(decodeSession(stored(encodeSession(least)))).toEqual(least)
})

test("a proxy's view tells nothing of the person", () => {
  const { data, ...rest } = encodeSession(session)
  const kept = Object.fromEntries(Object.entries(data).filter(([name]) => proxySessionFields.includes(name)))
  expect(Object.keys(kept).sort()).toEqual(['handle_hash', 'issued_at', 'kind', 'user_id'])
  const { id, userId, kind, handleHash, issuedAt, expiresAt } = session
  expect(decodeSessionView(stored({ ...rest, data: kept }))).toEqual({
    id,
    userId,
    kind,
    handleHash,
    issuedAt,
    expiresAt,
  })
})

test('a record without an end is over', () => {
  const { expiresAt: _, ...endless } = stored(encodeSession(session))
  expect(decodeSession(endless).expiresAt).toEqual(new Date(0))
})

test.for([
  { handle_hash: 'short' },
  { issued_at: 'yesterday' },
  { kind: 'root' },
  { email_verified: 'true' },
  { groups: 'admins' },
  { user_id: undefined },
])('a record with %o is malformed, and the error names the field alone', (wrong) => {
  const record = stored(encodeSession(session))
  const [field = ''] = Object.keys(wrong)
  expect(() => decodeSession({ ...record, data: { ...record.data, ...wrong } })).toThrow(
    expect.objectContaining({ code: 'failed-precondition', message: `session s1 is malformed in: ${field}` }),
  )
})

test('claims are safe to look up after a store brought them back', () => {
  const record = stored(encodeSession({ ...session, claims: copyClaims({ constructor: 'sent' }) }))
  const { claims } = decodeSession(record)
  expect(Object.getPrototypeOf(claims)).toBeNull()
  expect(claims['constructor']).toBe('sent')
  expect(claims['toString']).toBeUndefined()
})

function stored(put: Pick<LiveRecord, 'type' | 'id' | 'data'> & { readonly expiresAt?: Date }): LiveRecord {
  const at = new Date(0)
  const data = JSON.parse(JSON.stringify(put.data))
  return { ...put, data, deleted: false, version: 1n, createdAt: at, modifiedAt: at, writtenBy: 'test' }
}
