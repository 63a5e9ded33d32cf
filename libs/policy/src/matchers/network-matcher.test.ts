import { expect, test } from 'vitest'
import { parseIpAddress } from '../ip-network.ts'
import { Problems } from '../problems.ts'
import { parseNetworkMatcher } from './network-matcher.ts'

test('one network of the list has to hold the address', () => {
  const problems = new Problems()
  const matches = parseNetworkMatcher(['10.0.0.0/8', '2001:db8::1'], problems)
  const holds = (text: string) => matches?.(parseIpAddress(text) ?? [])
  expect(problems.found).toEqual([])
  expect([holds('10.9.9.9'), holds('2001:db8::1'), holds('11.0.0.1'), holds('2001:db8::2')]).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('every problem is reported at its index', () => {
  const problems = new Problems()
  parseNetworkMatcher(['10.0.0.0/8', 'localhost', null], problems)
  parseNetworkMatcher({ is: '10.0.0.1' }, problems)
  parseNetworkMatcher([], problems)
  expect(problems.found).toEqual([
    { path: [1], message: '"localhost" is not an IP address or CIDR' },
    { path: [2], message: 'expected an IP address or CIDR, got nothing' },
    { path: [], message: 'expected an IP address or CIDR, got an object' },
    { path: [], message: 'expected an IP address or CIDR, got an empty list' },
  ])
})
