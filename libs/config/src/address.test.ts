import { expect, test } from 'vitest'
import { listenAddress, parseAddress, peerAddress } from './address.ts'

test.each([
  ['127.0.0.1:8443', '127.0.0.1', 8443],
  ['[2001:db8::1]:443', '2001:db8::1', 443],
  [':443', '::', 443],
  ['databroker.internal:5443', 'databroker.internal', 5443],
])('%s', (text, host, port) => {
  expect(parseAddress(text)).toEqual({ host, port })
})

test.each([
  'localhost',
  '443',
  '::1:443',
  '[127.0.0.1]:443',
  '256.0.0.1:443',
  'a..b:1',
  '-a:1',
  'a b:1',
  'https://a:1',
  'a:65536',
  'a:',
  'a:1x',
])('%s is no address', (text) => {
  expect(parseAddress(text)).toBeUndefined()
})

test('port 0 and every interface are for listening only', () => {
  expect(listenAddress().parse('127.0.0.1:0')).toEqual({ host: '127.0.0.1', port: 0 })
  expect(peerAddress().safeParse('127.0.0.1:0').success).toBe(false)
  expect(peerAddress().safeParse(':5443').success).toBe(false)
})
