import { expect, test } from 'vitest'
import { codeOf, decide, outcomesOf, problemsOf, whenMet, whenUnknown, whenUnmet } from '../testkit.ts'

test.each([
  ['10.0.0.0/8', '10.1.2.3'],
  ['10.0.0.0/8', '::ffff:10.1.2.3'],
  ['::ffff:10.0.0.0/104', '10.1.2.3'],
  [['192.168.0.0/16', '10.1.2.3'], '10.1.2.3'],
  ['2001:db8::/32', '2001:db8:1::1'],
])('%j matches %s', (data, sourceIp) => {
  expect(outcomesOf({ source_ip: data }, { sourceIp })).toEqual(whenMet)
})

test.each([
  ['10.0.0.0/8', '11.0.0.0'],
  ['::/0', '10.0.0.1'],
  ['0.0.0.0/0', '2001:db8::1'],
])('%j does not match %s', (data, sourceIp) => {
  expect(outcomesOf({ source_ip: data }, { sourceIp })).toEqual(whenUnmet)
})

test.each([undefined, '', 'unknown', '10.0.0.1:443', '010.0.0.1', 'fe80::1%eth0', '10.1'])(
  'an address that cannot be read (%j) allows nothing and denies where it is asked for',
  (sourceIp) => {
    expect(outcomesOf({ source_ip: '0.0.0.0/0' }, { sourceIp })).toEqual(whenUnknown)
  },
)

test('gives its reasons', () => {
  expect(codeOf({ source_ip: '10.0.0.0/8' }, { sourceIp: '10.0.0.1' })).toBe('source-ip-ok')
  expect(codeOf({ source_ip: '10.0.0.0/8' }, { sourceIp: '11.0.0.1' })).toBe('source-ip-unauthorized')
  expect(codeOf({ source_ip: '10.0.0.0/8' })).toBe('source-ip-unauthorized')
  const denied = decide({ allow: { or: [{ accept: true }] }, deny: { or: [{ source_ip: '10.0.0.0/8' }] } })
  expect(denied.reasons).toEqual([{ code: 'attribute-missing', rule: 'deny[0].or[0] source_ip' }])
})

test('what is no address is a problem', () => {
  expect(problemsOf({ source_ip: ['10.0.0.0/8', '10.0.0.0/33', 7] })).toEqual([
    'source_ip.1: "10.0.0.0/33" is not an IP address or CIDR',
    'source_ip.2: expected an IP address or CIDR, got the number 7',
  ])
  expect(problemsOf({ source_ip: [] })).toHaveLength(1)
})
