import { expect, test } from 'vitest'
import { codeOf, outcomesOf, problemsOf, whenMet, whenNoSession, whenUnknown, whenUnmet } from '../testkit.ts'

const withEmail = (email?: string) => ({ subject: { email } })

test.each([
  ['a@example.com', 'a@example.com'],
  ['a@EXAMPLE.com', 'a@example.com'],
  ['a@example.com', 'a@Example.COM'],
  [{ in: ['b@example.com', 'a@EXAMPLE.com'] }, 'a@example.com'],
  [{ ends_with: '@EXAMPLE.com' }, 'a@example.com'],
  [{ ends_with: '.COM' }, 'a@example.com'],
  [{ contains: '@Ex' }, 'a@example.com'],
  [{ starts_with: 'A@Ex' }, 'A@example.com'],
  ['a+tag@example.com', 'a+tag@example.com'],
])('%j matches %s', (data, email) => {
  expect(outcomesOf({ email: data }, withEmail(email))).toEqual(whenMet)
})

test.each([
  ['a@example.com', 'A@example.com'],
  ['a.b@example.com', 'aXb@example.com'],
  [{ ends_with: '.example.com' }, 'a@b-example.com'],
  ['a@example.com', 'a+tag@example.com'],
  ['a@example.com', 'а@example.com'], // a Cyrillic а
  ['a@example.com', 'a@exаmple.com'],
  ['a@kelvin.example', 'a@\u212Aelvin.example'],
  [{ ends_with: '@example.com' }, 'a@evil-example.com'],
  [{ not: 'a@Example.com' }, 'a@example.com'],
])('%j does not match %s', (data, email) => {
  expect(outcomesOf({ email: data }, withEmail(email))).toEqual(whenUnmet)
})

test.each([
  undefined,
  '',
  'a',
  '@example.com',
  'a@',
  'attacker@evil.test@example.com',
  '"a@example.com"@example.com',
  'a@example.com ',
  'a@example.com\n',
  'a@example.com\0',
  'a@exam\u200Bple.com',
])('no verified, well-formed email (%j) never helps', (email) => {
  expect(outcomesOf({ email: { ends_with: 'example.com' } }, withEmail(email))).toEqual(whenUnknown)
})

test('gives its reasons', () => {
  expect(codeOf({ email: 'a@example.com' }, withEmail('a@example.com'))).toBe('email-ok')
  expect(codeOf({ email: 'a@example.com' }, withEmail('b@example.com'))).toBe('email-unauthorized')
  expect(codeOf({ email: 'a@example.com' }, withEmail())).toBe('email-unauthorized')
  expect(outcomesOf({ email: 'a@example.com' })).toEqual(whenNoSession)
})

test('what cannot be an email is a problem', () => {
  expect(problemsOf({ email: 'example.com' })).toEqual(['email: "example.com" is not an email address'])
  expect(problemsOf({ email: { not_in: ['a@example.com', 'a@b@c'] } })).toEqual([
    'email.not_in.1: "a@b@c" is not an email address',
  ])
})
