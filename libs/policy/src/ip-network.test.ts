import { expect, test } from 'vitest'
import { networkContains, parseIpAddress, parseIpNetwork } from './ip-network.ts'

test.each([
  ['1.2.3.4', [0x0102, 0x0304]],
  ['255.255.255.255', [0xffff, 0xffff]],
  ['::ffff:1.2.3.4', [0x0102, 0x0304]],
  ['0:0:0:0:0:FFFF:0102:0304', [0x0102, 0x0304]],
  ['::', [0, 0, 0, 0, 0, 0, 0, 0]],
  ['::1', [0, 0, 0, 0, 0, 0, 0, 1]],
  ['2001:db8::', [0x2001, 0xdb8, 0, 0, 0, 0, 0, 0]],
  ['1:2:3:4:5:6:7::', [1, 2, 3, 4, 5, 6, 7, 0]],
  ['1:2:3:4:5:6:7:8', [1, 2, 3, 4, 5, 6, 7, 8]],
  ['64:ff9b::1.2.3.4', [0x64, 0xff9b, 0, 0, 0, 0, 0x0102, 0x0304]],
])('%s is read', (text, groups) => {
  expect(parseIpAddress(text)).toEqual(groups)
})

test.each([
  '',
  '1.2.3',
  '1.2.3.4.5',
  '1.2.3.256',
  '01.2.3.4',
  '1.2.3.4 ',
  '0x1.2.3.4',
  '16909060',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7:8::',
  '1::2::3',
  ':::',
  ':1',
  '1:',
  '12345::',
  'g::',
  'fe80::1%eth0',
  '[::1]',
  '1.2.3.4::',
  '::1.2.3.4:1',
  '::ffff:1.2.3',
  '::'.repeat(10_000),
])('%j is no address', (text) => {
  expect(parseIpAddress(text)).toBeUndefined()
})

test.each([
  '10.0.0.0/33',
  '10.0.0.0/08',
  '10.0.0.0/',
  '10.0.0.0/-1',
  '10.0.0.0/8/8',
  '::/129',
  '::ffff:10.0.0.0/95',
  '/8',
])('%s is no network', (text) => {
  expect(parseIpNetwork(text)).toBeUndefined()
})

test.each([
  ['10.0.0.0/8', '10.255.255.255', true],
  ['10.0.0.0/8', '11.0.0.0', false],
  ['10.1.2.3/8', '10.9.9.9', true],
  ['10.0.0.0/31', '10.0.0.1', true],
  ['10.0.0.0/31', '10.0.0.2', false],
  ['10.0.0.1', '10.0.0.1', true],
  ['10.0.0.1', '10.0.0.2', false],
  ['0.0.0.0/0', '203.0.113.9', true],
  ['::ffff:10.0.0.0/104', '10.9.9.9', true],
  ['2001:db8::/33', '2001:db8:7fff::', true],
  ['2001:db8::/33', '2001:db8:8000::', false],
  ['::/0', 'fe80::1', true],
  ['::/0', '10.0.0.1', false],
  ['::/0', '::ffff:10.0.0.1', false],
  ['0.0.0.0/0', '::1', false],
])('%s holds %s: %j', (network, address, expected) => {
  const [parsedNetwork, parsedAddress] = [parseIpNetwork(network), parseIpAddress(address)]
  expect(parsedNetwork && parsedAddress && networkContains(parsedNetwork, parsedAddress)).toBe(expected)
})
