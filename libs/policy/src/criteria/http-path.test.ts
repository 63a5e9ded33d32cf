import { expect, test } from 'vitest'
import { codeOf, outcomesOf, problemsOf, whenMet, whenUnmet } from '../testkit.ts'

test.each([
  ['/admin', '/admin'],
  [{ starts_with: '/admin/' }, '/admin/users'],
  [{ starts_with: '/api/', ends_with: '/status' }, '/api/x/status'],
  [{ contains: 'secret' }, '/a/secret/b'],
])('%j matches %s', (data, path) => {
  expect(outcomesOf({ http_path: data }, { path })).toEqual(whenMet)
})

test.each([
  ['/admin', '/ADMIN'],
  ['/admin', '/admin/'],
  ['/admin', '/administrator'],
  [{ starts_with: '/admin/' }, '/administrator'],
  [{ starts_with: '/api/', ends_with: '/status' }, '/api/secret'],
])('%j does not match %s', (data, path) => {
  expect(outcomesOf({ http_path: data }, { path })).toEqual(whenUnmet)
})

test('gives its reasons', () => {
  expect(codeOf({ http_path: '/' })).toBe('http-path-ok')
  expect(codeOf({ http_path: '/' }, { path: '/a' })).toBe('http-path-unauthorized')
})

test.each([
  'admin',
  { not: 'admin' },
  { in: ['/a', 'b'] },
  { starts_with: 'x' },
  '/a?b=c',
  { contains: '#' },
  { regex: '^(a+)+$' },
])('%j is a problem', (data) => {
  expect(problemsOf({ http_path: data })).toHaveLength(1)
})
