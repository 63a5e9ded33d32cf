import { expect, test } from 'vitest'
import { trustedNetwork } from './network.ts'

test.each(['10.0.0.0/8', '192.0.2.7/32', '2001:db8::/32', '::1/128'])('%s is a range', (text) => {
  expect(trustedNetwork().safeParse(text).success).toBe(true)
})

test.each([
  '0.0.0.0/0',
  '::/0',
  '10.0.0.0',
  '10.0.0.0/33',
  '10.0.0.0/8/8',
  'fe80::1%eth0/64',
  '10.0.0.0/-1',
  'example.com/8',
])('%s is refused', (text) => {
  expect(trustedNetwork().safeParse(text).success).toBe(false)
})
