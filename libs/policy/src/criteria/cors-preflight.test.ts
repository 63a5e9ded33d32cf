import { expect, test } from 'vitest'
import { Problems } from '../problems.ts'
import { codeOf, inputOf, outcomesOf, problemsOf, whenMet, whenUnmet } from '../testkit.ts'
import { corsPreflight } from './cors-preflight.ts'

const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'PUT' }

test('a preflight request meets it', () => {
  expect(outcomesOf({ cors_preflight: true }, { method: 'OPTIONS', headers })).toEqual(whenMet)
  expect(codeOf({ cors_preflight: true }, { method: 'OPTIONS', headers })).toBe('cors-request')
})

test.each([
  { method: 'GET', headers },
  { method: 'options', headers },
  { method: 'OPTIONS' },
  { method: 'OPTIONS', headers: { ...headers, origin: '' } },
  { method: 'OPTIONS', headers: { origin: headers.origin } },
])('another request does not: %j', (request) => {
  expect(outcomesOf({ cors_preflight: true }, request)).toEqual(whenUnmet)
  expect(codeOf({ cors_preflight: true }, request)).toBe('non-cors-request')
})

test('headers are read only of OPTIONS requests', () => {
  const read: string[] = []
  const input = { ...inputOf({ method: 'GET' }), header: (name: string) => void read.push(name) }
  corsPreflight.parse(true, new Problems(), '')?.(input)
  expect(read).toEqual([])
})

test('false is a problem', () => {
  expect(problemsOf({ cors_preflight: false })).toHaveLength(1)
})
