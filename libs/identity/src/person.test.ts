import { describe, expect, test } from 'vitest'
import { personFromClaims } from './person.ts'

const idToken = { iss: 'https://idp.example', sub: '1', aud: 'c', exp: 2, iat: 1, nonce: 'n' }
const email = 'a@example.com'

test('reads a person from an ID token', () => {
  const claims = { ...idToken, email, email_verified: true, name: 'Alice', groups: ['eng'], department: 'ops' }
  const person = personFromClaims(claims, undefined)
  expect({ ...person, claims: { ...person.claims } }).toEqual({
    subject: '1',
    email,
    emailVerified: true,
    name: 'Alice',
    groups: ['eng'],
    claims: { sub: '1', email, email_verified: true, name: 'Alice', groups: ['eng'], department: 'ops' },
    remarks: [],
  })
})

test('UserInfo adds what the ID token does not say and replaces nothing', () => {
  const person = personFromClaims(
    { ...idToken, name: 'Alice' },
    { sub: '1', name: 'Mallory', email, email_verified: true },
  )
  expect(person).toMatchObject({ name: 'Alice', email, emailVerified: true })
  expect(person.claims['name']).toBe('Alice')
})

describe('an email is unverified', () => {
  // CB-06.
  test.for<unknown>(['false', 'true', 0, 1, null, undefined, [], [true], {}, false])(
    'with email_verified %j',
    (said) => {
      const person = personFromClaims({ ...idToken, email, email_verified: said }, undefined)
      expect(person).toMatchObject({ email, emailVerified: false, remarks: ['email-unverified'] })
    },
  )

  test('when another address is the verified one', () => {
    const userInfo = { sub: '1', email: 'b@example.com', email_verified: true }
    expect(personFromClaims({ ...idToken, email }, userInfo)).toMatchObject({ email, emailVerified: false })
  })

  test('when the two sources disagree', () => {
    const person = personFromClaims(
      { ...idToken, email, email_verified: true },
      { sub: '1', email, email_verified: false },
    )
    expect(person.emailVerified).toBe(false)
  })
})

test('a malformed address is no address, verified or not', () => {
  const person = personFromClaims({ ...idToken, email: 'a@evil.test@example.com', email_verified: true }, undefined)
  expect(person).toMatchObject({ emailVerified: false, remarks: ['email-malformed'] })
  expect(person.email).toBeUndefined()
})

test('the same address under another subject is another person (CB-08)', () => {
  const [one, other] = ['1', '2'].map((sub) =>
    personFromClaims({ ...idToken, sub, email, email_verified: true }, undefined),
  )
  expect(one?.subject).not.toBe(other?.subject)
})

test('groups come from the claim that the configuration names', () => {
  const claims = { ...idToken, groups: ['wrong'], 'https://corp/roles': ['eng'] }
  expect(personFromClaims(claims, undefined, { groupsClaim: 'https://corp/roles' }).groups).toEqual(['eng'])
})

test('groups that are somewhere else are remarked on and never fetched (CB-09)', () => {
  const overage = { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'http://evil.test/' } } }
  const person = personFromClaims({ ...idToken, ...overage }, undefined)
  expect(person).toMatchObject({ groups: [], remarks: ['groups-not-included'] })
  expect(JSON.stringify(person.claims)).not.toContain('evil.test')
  expect(personFromClaims({ ...idToken, groups: 'admins' }, undefined).remarks).toEqual(['groups-not-a-list'])
})

test('a claim that every object inherits is not there unless it was sent', () => {
  const person = personFromClaims({ ...idToken }, undefined, { groupsClaim: 'constructor' })
  expect(person).toMatchObject({ groups: [], remarks: [] })
})

test.for<unknown>([undefined, '', 7, ['1'], 'a\n', 'é', 'x'.repeat(256)])('a subject of %j is none', (sub) => {
  expect(() => personFromClaims({ ...idToken, sub }, { sub: '1' })).toThrow(
    expect.objectContaining({ code: 'unauthenticated' }),
  )
})

test.for<unknown>(['a\u0000b', 'a\r\nb', '\u202eecila', 'x'.repeat(257), 7])('a name of %j is not shown', (name) => {
  expect(personFromClaims({ ...idToken, name }, undefined).name).toBeUndefined()
})
