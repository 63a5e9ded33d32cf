import { expect, test } from 'vitest'
import { ClientAddresses, forwardedFor } from './peer.ts'

const trusting = new ClientAddresses(['10.0.0.0/8', '2001:db8::/32'])

test.each([
  ['192.0.2.1', '203.0.113.9', '192.0.2.1'],
  ['10.0.0.1', '203.0.113.9', '203.0.113.9'],
  ['10.0.0.1', '203.0.113.9, 10.0.0.2', '203.0.113.9'],
  ['10.0.0.1', '10.9.9.9, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
  ['::ffff:10.0.0.1', '::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8::1', '2001:0DB9:0::5', '2001:db9::5'],
  ['10.0.0.1', '', ''],
  ['10.0.0.1', 'garbage', ''],
  ['10.0.0.1', 'fe80::1%eth0', ''],
  ['10.0.0.1', '203.0.113.9:443', ''],
])('HP-06: behind %s, "%s" makes the client "%s"', (remote, steps, client) => {
  expect(trusting.clientOf(trusting.peer(remote), [['X-Forwarded-For', steps]])).toBe(client)
})

test('a trusted peer that names no step is itself the client', () => {
  expect(trusting.clientOf(trusting.peer('10.0.0.1'), [])).toBe('10.0.0.1')
})

test('several field lines are one list', () => {
  const headers = [
    ['x-forwarded-for', '203.0.113.9'],
    ['X-Forwarded-For', '10.0.0.2'],
  ] as const

  expect(trusting.clientOf(trusting.peer('10.0.0.1'), headers)).toBe('203.0.113.9')
  expect(forwardedFor(trusting.peer('10.0.0.1'), headers)).toBe('203.0.113.9, 10.0.0.2, 10.0.0.1')
})

test('nobody is trusted by default', () => {
  const trustingNobody = new ClientAddresses([])

  expect(trustingNobody.clientOf(trustingNobody.peer('127.0.0.1'), [['x-forwarded-for', '10.0.0.1']])).toBe('127.0.0.1')
})
