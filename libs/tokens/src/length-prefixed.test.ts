import { expect, test } from 'vitest'
import { lengthPrefixed } from './length-prefixed.ts'

test('lists that differ only in where one part ends give different bytes', () => {
  const spellings = [['ab', 'c'], ['a', 'bc'], ['abc'], ['abc', ''], ['', 'abc'], ['a', 'b', 'c']]
  const encoded = spellings.map((parts) => Buffer.from(lengthPrefixed(parts)).toString('hex'))
  expect(new Set(encoded).size).toBe(spellings.length)
})

test('a length counts bytes of UTF-8, not characters', () => {
  expect([...lengthPrefixed(['é'])]).toEqual([0, 0, 0, 2, 0xc3, 0xa9])
})
