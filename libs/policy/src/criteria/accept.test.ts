import { expect, test } from 'vitest'
import { codeOf, outcomesOf, problemsOf, whenMet } from '../testkit.ts'

test('accept is met without a session', () => {
  expect(outcomesOf({ accept: true })).toEqual(whenMet)
  expect(codeOf({ accept: true })).toBe('accept')
})

test.each([true, null, '', {}, 1])('accept ignores the value %j', (value) => {
  expect(outcomesOf({ accept: value })).toEqual(whenMet)
})

test('accept: false is a problem, since it would accept', () => {
  expect(problemsOf({ accept: false })).toEqual([expect.stringContaining('accept: takes no value')])
})
