import { expect, test } from 'vitest'
import { checkSession } from './check-session.ts'
import { copyClaims } from './claims.ts'
import type { Session } from './session.ts'
import type { User } from './user.ts'

const at = (hour: number): Date => new Date(Date.UTC(2030, 0, 1, hour))
const user: User = {
  id: 'corp/1',
  provider: 'corp',
  issuer: 'https://idp.example',
  subject: '1',
  emailVerified: false,
  groups: [],
}
const session: Session = {
  id: 's1',
  userId: 'corp/1',
  kind: 'browser',
  handleHash: 'A'.repeat(43),
  issuedAt: at(1),
  expiresAt: at(15),
  provider: 'corp',
  emailVerified: false,
  groups: [],
  claims: copyClaims({}),
}
const notGood = (reason: string) => ({ outcome: 'not-good', reason })

test('a live session of a live user is good until its very end', () => {
  expect(checkSession(session, user, new Date(at(15).getTime() - 1))).toEqual({ outcome: 'good', session, user })
  expect(checkSession(session, user, at(15))).toEqual(notGood('session-expired'))
})

test('without its record there is no session', () => {
  expect(checkSession(undefined, user, at(2))).toEqual(notGood('session-ended'))
})

test('without its user there is no session, and nobody else stands in', () => {
  expect(checkSession(session, undefined, at(2))).toEqual(notGood('user-removed'))
  expect(checkSession(session, { ...user, id: 'corp/2' }, at(2))).toEqual(notGood('user-removed'))
})

test('signing out everywhere ends what was issued until then, that instant included', () => {
  expect(checkSession(session, { ...user, sessionsValidFrom: at(1) }, at(2))).toEqual(notGood('signed-out'))
  const before = new Date(at(1).getTime() - 1)
  expect(checkSession(session, { ...user, sessionsValidFrom: before }, at(2)).outcome).toBe('good')
})
