import { expect, test } from 'vitest'
import { copyClaims, maxClaimsBytes, ownClaim } from './claims.ts'

const tooMuch = expect.objectContaining({ code: 'resource-exhausted' })

test('keeps own values and inherits nothing (CB-16)', () => {
  const claims = copyClaims(
    JSON.parse('{"__proto__":{"admin":true},"constructor":"c","a":{"__proto__":1,"b":[1,null]}}'),
  )
  expect(Object.getPrototypeOf(claims)).toBeNull()
  expect(JSON.stringify(claims)).toBe('{"constructor":"c","a":{"b":[1,null]}}')
  expect(ownClaim(claims, 'admin')).toBeUndefined()
  expect(ownClaim(claims, 'toString')).toBeUndefined()
  expect(ownClaim({}, 'toString')).toBeUndefined()
})

test('what is not JSON is left out', () => {
  const odd = { a: undefined, b: () => 1, c: Number.NaN, d: 1n, e: [Symbol('s'), 1], f: 'kept' }
  expect({ ...copyClaims(odd) }).toEqual({ e: [1], f: 'kept' })
})

test.for([null, undefined, 'text', 7, [['a', 'b']]])('%j holds no claims', (source) => {
  expect(Object.keys(copyClaims(source))).toEqual([])
})

test('leaves the named claims out, on the top level alone', () => {
  expect({ ...copyClaims({ iss: 'i', a: { iss: 'i' } }, new Set(['iss'])) }).toMatchObject({ a: { iss: 'i' } })
  expect(ownClaim(copyClaims({ iss: 'i' }, new Set(['iss'])), 'iss')).toBeUndefined()
})

test('too deep or too large is refused, not cut', () => {
  expect(() => copyClaims(JSON.parse(`{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`))).toThrow(tooMuch)
  expect(() => copyClaims({ a: 'x'.repeat(maxClaimsBytes) })).toThrow(tooMuch)
  expect(copyClaims({ a: 'x'.repeat(maxClaimsBytes - 10) })).toBeDefined()
})

test('CB-16: what no store could give back is shown to be unreadable, in names and in values, and the rest of it stays', () => {
  const claims = copyClaims({ 'na\0me': 'va\0lue', list: ['\ud800', { deep: 'admin\0' }] })
  expect(JSON.parse(JSON.stringify(claims))).toEqual({
    'na\ufffdme': 'va\ufffdlue',
    list: ['\ufffd', { deep: 'admin\ufffd' }],
  })
})
