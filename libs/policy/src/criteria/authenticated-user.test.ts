import { expect, test } from 'vitest'
import { codeOf, outcomesOf, problemsOf, whenMet, whenNoSession, whenUnmet } from '../testkit.ts'

const criterion = { authenticated_user: true }

test('whoever has signed in meets it', () => {
  expect(outcomesOf(criterion, { subject: {} })).toEqual(whenMet)
  expect(codeOf(criterion, { subject: {} })).toBe('user-ok')
})

test('without a session it asks to sign in', () => {
  expect(outcomesOf(criterion)).toEqual(whenNoSession)
  expect(codeOf(criterion)).toBe('user-unauthenticated')
})

test('a subject without a user id is nobody', () => {
  expect(outcomesOf(criterion, { subject: { userId: '' } })).toEqual(whenUnmet)
})

test('false is a problem', () => {
  expect(problemsOf({ authenticated_user: false })).toHaveLength(1)
})
