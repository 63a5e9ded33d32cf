import { expect, test } from 'vitest'
import { codeOf, outcomesOf, problemsOf, whenMet, whenNoSession, whenUnmet } from '../testkit.ts'

const alice = { subject: { userId: 'idp/alice' } }

test('the user id is compared exactly', () => {
  expect(outcomesOf({ user: 'idp/alice' }, alice)).toEqual(whenMet)
  expect(outcomesOf({ user: 'IDP/alice' }, alice)).toEqual(whenUnmet)
  expect(outcomesOf({ user: { starts_with: 'idp/' } }, alice)).toEqual(whenMet)
  expect(codeOf({ user: 'idp/alice' }, alice)).toBe('user-ok')
  expect(codeOf({ user: 'idp/bob' }, alice)).toBe('user-unauthorized')
})

test('without a session it asks to sign in', () => {
  expect(outcomesOf({ user: 'idp/alice' })).toEqual(whenNoSession)
})

test('a number is a problem, since it would never equal a user id', () => {
  expect(problemsOf({ user: 123 })).toEqual(['user: expected a string, got the number 123: write it in quotes'])
})
