import { expect, test } from 'vitest'
import { compileRegex, pathMatcher } from './path-matcher.ts'

test.each([
  ['/api/[0-9]+', '/api/'],
  ['^/api/.*$', '/api/'],
  ['/apis?', '/api'],
  ['/api{2}', '/ap'],
  ['/api+', '/api'],
  ['/api\\.json', '/api'],
  ['/api/(v1|v2)/.*', '/api/'],
  ['/api/[a|b]', '/api/'],
  ['/api\\|x', '/api'],
  ['/a|/b', '/'],
  ['/a(b|c)|/d', '/'],
  ['/a\\Q(\\E|/b\\Q)\\E', '/'],
  ['.*', '/'],
  ['(?i)/api', '/'],
  ['api', 'api'],
])('the matches of %s begin with %s', (pattern, beginning) => {
  expect(compileRegex(pattern)).toEqual({ outcome: 'ok', beginning })
})

test.each(['(', '[z-a]', '(?=a)', '(?<=a)b', '\\1', '(?:a{1000}){1000}'])('%s is refused', (pattern) => {
  expect(compileRegex(pattern)).toMatchObject({ outcome: 'refused' })
})

test('a regex takes a path only from its first to its last character', () => {
  const matcher = pathMatcher({ regex: '/a|/b' })
  const taken = ['/a', '/b', '/ax', '/x/b', '/a\n', ''].filter(
    (path) => matcher.kind === 'regex' && matcher.matches(path),
  )
  expect(taken).toEqual(['/a', '/b'])
})

test('a regex that would make a backtracking engine hang is linear', () => {
  const matcher = pathMatcher({ regex: '/(a+)+$' })
  const startedAt = performance.now()
  expect(matcher.kind === 'regex' && matcher.matches(`/${'a'.repeat(8_000)}!`)).toBe(false)
  expect(performance.now() - startedAt).toBeLessThan(500)
})
