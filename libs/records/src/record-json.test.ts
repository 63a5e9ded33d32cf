import { expect, test } from 'vitest'
import { maxDataBytes } from './limits.ts'
import { maxIndexedFieldBytes, recordJson } from './record-json.ts'

test('text that only looks like a forbidden escape is kept', () => {
  const data = { path: 'C:\\u0000', pair: '😀', more: '\\\\ud800' }

  expect(JSON.parse(recordJson('route', data))).toEqual(data)
})

test.each([
  ['a NUL', { name: 'a\u0000b' }],
  ['a NUL in a field name', { 'a\u0000b': 1 }],
  ['a NUL after a backslash', { name: '\\\u0000' }],
  ['a lone surrogate', { name: '\ud800' }],
  ['a bigint', { count: 1n }],
])('data with %s is refused', (_, data) => {
  expect(() => recordJson('route', data)).toThrow(expect.objectContaining({ code: 'invalid-argument' }))
})

test('what is no JSON object is refused', () => {
  for (const data of [JSON.parse('[]'), JSON.parse('null'), JSON.parse('"text"')])
    expect(() => recordJson('route', data)).toThrow(expect.objectContaining({ code: 'invalid-argument' }))
})

test('data may be as large as the limit, in bytes, and no larger', () => {
  const overhead = Buffer.byteLength(JSON.stringify({ text: '' }))
  const largest = 'é'.repeat((maxDataBytes - overhead) / 2)

  expect(Buffer.byteLength(recordJson('route', { text: largest }))).toBeLessThanOrEqual(maxDataBytes)
  expect(() => recordJson('route', { text: `${largest}éé` })).toThrow(
    expect.objectContaining({ code: 'resource-exhausted' }),
  )
})

test('a value that is indexed is short enough to be', () => {
  const longest = 'x'.repeat(maxIndexedFieldBytes)

  expect(() => recordJson('user', { email: longest })).not.toThrow()
  expect(() => recordJson('user', { email: `${longest}x` })).toThrow(
    expect.objectContaining({ code: 'invalid-argument' }),
  )
})
