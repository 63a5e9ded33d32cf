import { expect, test } from 'vitest'
import { codeOf, outcomesOf, problemsOf, whenMet, whenUnmet } from '../testkit.ts'

test.each([
  ['GET', 'GET'],
  ['GET', 'HEAD'],
  [{ in: ['GET', 'HEAD'] }, 'HEAD'],
  [{ not: 'POST' }, 'HEAD'],
  [{ not_in: ['POST', 'PUT'] }, 'PROPFIND'],
])('%j matches %s', (data, method) => {
  expect(outcomesOf({ http_method: data }, { method })).toEqual(whenMet)
})

test.each([
  ['GET', 'get'],
  ['GET', 'GET '],
  ['GET', 'PROPFIND'],
  ['POST', 'HEAD'],
  [{ not: 'GET' }, 'HEAD'],
  [{ not_in: ['GET'] }, 'HEAD'],
])('%j does not match %j', (data, method) => {
  expect(outcomesOf({ http_method: data }, { method })).toEqual(whenUnmet)
})

test('gives its reasons', () => {
  expect(codeOf({ http_method: 'GET' })).toBe('http-method-ok')
  expect(codeOf({ http_method: 'GET' }, { method: 'POST' })).toBe('http-method-unauthorized')
})

test.each([
  ['HEAD', 'http_method'],
  [{ not: 'HEAD' }, 'http_method.not'],
  [{ not_in: ['HEAD', 'POST'] }, 'http_method.not_in'],
])('%j is a problem, since HEAD is decided as GET', (data, path) => {
  expect(problemsOf({ http_method: data })).toEqual([`${path}: HEAD is decided as GET: write GET`])
})
