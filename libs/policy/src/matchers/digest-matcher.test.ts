import { expect, test } from 'vitest'
import { Problems } from '../problems.ts'
import { parseDigestMatcher } from './digest-matcher.ts'

const format = {
  expected: 'two hex digits',
  canonical: (text: string) => (/^[0-9a-f]{2}$/i.test(text) ? text.toLowerCase() : undefined),
}

test('one digest of the list has to be equal in its canonical form', () => {
  const matches = parseDigestMatcher(['AB', 'cd'], new Problems(), format)
  expect([matches?.('ab'), matches?.('cd'), matches?.('ef')]).toEqual([true, true, false])
})

test('every problem is reported at its index', () => {
  const problems = new Problems()
  parseDigestMatcher(['ab', 'abc', 7], problems, format)
  parseDigestMatcher(7, problems, format)
  parseDigestMatcher([], problems, format)
  expect(problems.found).toEqual([
    { path: [1], message: 'expected two hex digits, got another text' },
    { path: [2], message: 'expected two hex digits, got the number 7' },
    { path: [], message: 'expected two hex digits, got the number 7' },
    { path: [], message: 'expected two hex digits, got an empty list' },
  ])
})
