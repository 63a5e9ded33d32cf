import { expect, test } from 'vitest'
import { codeOf, outcomesOf, problemsOf, whenMet, whenNoSession, whenUnknown, whenUnmet } from '../testkit.ts'

const withEmail = (email?: string) => ({ subject: { email } })

test.each([
  ['example.com', 'a@example.com'],
  ['EXAMPLE.com', 'a@example.com'],
  ['example.com', 'a+tag@EXAMPLE.COM'],
  [{ ends_with: '.Example.com' }, 'a@sub.example.com'],
])('%j matches %s', (data, email) => {
  expect(outcomesOf({ domain: data }, withEmail(email))).toEqual(whenMet)
})

test.each([
  'a@exampleXcom',
  'a@evil-example.com',
  'a@example.com.evil.test',
  'a@sub.example.com',
  'a@example.com.',
  'a@exаmple.com',
])('example.com does not match %s', (email) => {
  expect(outcomesOf({ domain: 'example.com' }, withEmail(email))).toEqual(whenUnmet)
})

test.each([undefined, 'attacker@evil.test@example.com', '"a@example.com"@evil.test', 'example.com'])(
  'no verified, well-formed email (%j) never helps',
  (email) => {
    expect(outcomesOf({ domain: 'example.com' }, withEmail(email))).toEqual(whenUnknown)
    expect(outcomesOf({ domain: { not: 'evil.test' } }, withEmail(email))).toEqual(whenUnknown)
  },
)

test('gives its reasons', () => {
  expect(codeOf({ domain: 'example.com' }, withEmail('a@example.com'))).toBe('domain-ok')
  expect(codeOf({ domain: 'example.com' }, withEmail('a@evil.test'))).toBe('domain-unauthorized')
  expect(outcomesOf({ domain: 'example.com' })).toEqual(whenNoSession)
})

test.each(['@example.com', '*.example.com', 'example.com '])('%j is a problem, since it would never match', (data) => {
  expect(problemsOf({ domain: data })).toHaveLength(1)
})
