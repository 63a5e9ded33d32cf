import { expect, test } from 'vitest'
import { absent, found } from '../finding.ts'
import { Problems } from '../problems.ts'
import { parseListMatcher } from './list-matcher.ts'

function findingOf(data: unknown, values: readonly unknown[]) {
  const problems = new Problems()
  const matches = parseListMatcher(data, problems, 'scalars')
  expect(problems.found).toEqual([])
  return matches?.(values)
}

test.each([
  ['a', ['b', 'a'], true],
  ['a', ['A'], false],
  [{ has: 1 }, [1], true],
  [{ has: 1 }, ['1'], false],
  [{ is: 'a' }, ['a'], true],
  [{ is: 'a' }, ['a', 'b'], false],
  [{ exclude: 'a' }, ['b'], true],
  [{ exclude: 'a' }, ['b', 'a'], false],
  [{ has: 'a', exclude: 'b' }, ['a'], true],
  [{ has: 'a', exclude: 'b' }, ['a', 'b'], false],
  [{ has: 'a', is: 'b' }, ['a'], false],
])('%j on %j: %j', (data, values, expected) => {
  expect(findingOf(data, values)).toEqual(found(expected))
})

test('an empty list is absent, whatever is asked', () => {
  expect(findingOf('a', [])).toEqual(absent(false))
  expect(findingOf({ is: 'a' }, [])).toEqual(absent(false))
  expect(findingOf({ exclude: 'a' }, [])).toEqual(absent(true))
  expect(findingOf({ exclude: 'a', has: 'b' }, [])).toEqual(absent(false))
})

test('every problem is reported at its key', () => {
  const problems = new Problems()
  parseListMatcher({ has: ['a'], is: '', exclude: null, in: ['a'], constructor: 'a' }, problems, 'scalars')
  parseListMatcher({}, problems.at('empty'), 'scalars')
  parseListMatcher(1, problems.at('number'), 'strings')
  parseListMatcher(Number.POSITIVE_INFINITY, problems.at('infinity'), 'scalars')
  expect(problems.found.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
    'has: expected one value, got a list',
    'is: expected one value, got an empty string',
    'exclude: expected one value, got nothing',
    'in: unknown matcher "in": expected has, is, exclude',
    'constructor: unknown matcher "constructor": expected has, is, exclude',
    'empty: expected at least one of has, is, exclude',
    'number: expected a string, got the number 1',
    'infinity: expected one value, got the number Infinity',
  ])
})
