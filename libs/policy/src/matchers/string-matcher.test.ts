import { expect, test } from 'vitest'
import { Problems } from '../problems.ts'
import { parseStringMatcher } from './string-matcher.ts'

function matcherOf(data: unknown) {
  const problems = new Problems()
  const matcher = parseStringMatcher(data, problems)
  expect(problems.found).toEqual([])
  return matcher
}

function problemsOf(data: unknown) {
  const problems = new Problems()
  parseStringMatcher(data, problems)
  return problems.found.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

test.each([
  ['abc', 'abc', true],
  ['abc', 'ABC', false],
  [{ is: 'abc' }, 'abcd', false],
  [{ not: 'abc' }, 'abc', false],
  [{ not: 'abc' }, 'x', true],
  [{ contains: 'b' }, 'abc', true],
  [{ contains: 'x' }, 'abc', false],
  [{ starts_with: 'ab' }, 'abc', true],
  [{ starts_with: 'bc' }, 'abc', false],
  [{ ends_with: 'bc' }, 'abc', true],
  [{ ends_with: 'ab' }, 'abc', false],
  [{ in: ['x', 'abc'] }, 'abc', true],
  [{ in: ['x'] }, 'abc', false],
  [{ not_in: ['x', 'abc'] }, 'abc', false],
  [{ not_in: ['x'] }, 'abc', true],
  [{ starts_with: 'a', ends_with: 'c', not: 'axc' }, 'abc', true],
  [{ starts_with: 'a', ends_with: 'c', not: 'axc' }, 'axc', false],
  [{ starts_with: 'a', ends_with: 'c' }, 'ab', false],
  [{ contains: '.*' }, 'abc', false],
  ['__proto__', '__proto__', true],
])('%j on %s: %j', (data, value, expected) => {
  expect(matcherOf(data)?.matches(value)).toBe(expected)
})

test('of several values one meets all that is asked for, and none is refused', () => {
  const matcher = matcherOf({ starts_with: 'a', ends_with: 'z', not_in: ['no'] })
  expect(matcher?.matchesAny(['x', 'a-z'])).toBe(true)
  expect(matcher?.matchesAny(['a', 'z'])).toBe(false)
  expect(matcher?.matchesAny(['a-z', 'no'])).toBe(false)
  expect(matcher?.matchesAny([])).toBe(false)
  expect(matcherOf({ not: 'no' })?.matchesAny([])).toBe(true)
})

test('every problem is reported at its key', () => {
  expect(problemsOf({ is: 1, not: '', in: 'a', not_in: [], contains: ['a'], regex: 'a', toString: 'a' })).toEqual([
    'is: expected a string, got the number 1: write it in quotes',
    'not: expected a string, got an empty string',
    'in: expected a list of strings, got a string',
    'not_in: expected a list of strings, got an empty list',
    'contains: expected a string, got a list',
    'regex: unknown matcher "regex": expected is, not, in, not_in, contains, starts_with, ends_with',
    'toString: unknown matcher "toString": expected is, not, in, not_in, contains, starts_with, ends_with',
  ])
  expect(problemsOf({ in: ['a', null, true] })).toEqual([
    'in.1: expected a string, got nothing',
    'in.2: expected a string, got true: write it in quotes',
  ])
  expect(problemsOf({})).toEqual([expect.stringContaining('expected at least one of')])
  expect(problemsOf(null)).toEqual([': expected a string, got nothing'])
  expect(problemsOf(['a'])).toEqual([': expected a string, got a list'])
})

test('a value can be brought into the form of the attribute, or refused', () => {
  const problems = new Problems()
  const matcher = parseStringMatcher({ is: 'ABC', not: '!' }, problems, (value, key, place) =>
    value === '!' ? place.add(`${key} cannot be that`) : value.toLowerCase(),
  )
  expect(matcher?.matches('abc')).toBe(true)
  expect(problems.found).toEqual([{ path: ['not'], message: 'not cannot be that' }])
})
