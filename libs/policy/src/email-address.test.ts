import { expect, test } from 'vitest'
import { asciiLowerCase, parseEmailAddress } from './email-address.ts'

test('the domain loses its case, the local part does not', () => {
  expect(parseEmailAddress('Alice+Tag@EXAMPLE.Com')).toEqual({
    address: 'Alice+Tag@example.com',
    domain: 'example.com',
  })
})

test.each(['', '@', 'a@', '@b', 'a@b@c', 'a b@c', 'a@b\n', 'a@b\0', 'a@b\u200B', 'a@b\u00A0'])(
  '%j is no address',
  (text) => {
    expect(parseEmailAddress(text)).toBeUndefined()
  },
)

test('only ASCII letters lose their case', () => {
  expect(asciiLowerCase('AZ\u212AÄ')).toBe('az\u212AÄ')
})
