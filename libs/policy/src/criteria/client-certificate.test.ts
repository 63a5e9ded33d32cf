import { expect, test } from 'vitest'
import { codeOf, outcomesOf, problemsOf, whenAbsentMet, whenAbsentUnmet, whenMet, whenUnmet } from '../testkit.ts'

const fingerprint = '0123456789abcdef'.repeat(4)
const colons = (fingerprint.match(/../g) ?? []).join(':').toUpperCase()
const spkiHash = `${'aB+/'.repeat(10)}aBc=`
const other = 'f'.repeat(64)
const request = { clientCertificate: { fingerprint, spkiHash, sanDns: ['a.example.com', 'b.example.com'] } }

test.each([
  { fingerprint },
  { fingerprint: colons },
  { fingerprint: [other, fingerprint] },
  { spki_hash: spkiHash },
  { spki_hash: [spkiHash] },
  { san_dns: 'b.example.com' },
  { san_dns: { ends_with: '.example.com', not: 'c.example.com' } },
  { fingerprint, san_dns: 'a.example.com' },
])('%j matches', (data) => {
  expect(outcomesOf({ client_certificate: data }, request)).toEqual(whenMet)
})

test.each([
  { fingerprint: other },
  { spki_hash: `${'A'.repeat(43)}=` },
  { san_dns: 'aXexample.com' },
  { san_dns: { starts_with: 'a.', ends_with: 'b.example.com' } },
  { san_dns: { not: 'a.example.com' } },
  { fingerprint: other, san_dns: 'a.example.com' },
  { fingerprint: other, san_uri: 'spiffe://example.com/a' },
])('%j does not match', (data) => {
  expect(outcomesOf({ client_certificate: data }, request)).toEqual(whenUnmet)
})

test('a certificate that was not presented never lets anybody in', () => {
  expect(outcomesOf({ client_certificate: { fingerprint } })).toEqual(whenAbsentUnmet)
  expect(outcomesOf({ client_certificate: { san_dns: { not: 'x' } } })).toEqual(whenAbsentUnmet)
})

test('a certificate without a name of the kind asked for never lets anybody in', () => {
  expect(outcomesOf({ client_certificate: { san_email: 'a@example.com' } }, request)).toEqual(whenAbsentUnmet)
  expect(outcomesOf({ client_certificate: { san_uri: { not: 'x' } } }, request)).toEqual(whenAbsentMet)
  expect(outcomesOf({ client_certificate: { fingerprint, san_uri: { not: 'x' } } }, request)).toEqual(whenAbsentMet)
})

test('gives its reasons', () => {
  expect(codeOf({ client_certificate: { fingerprint } }, request)).toBe('client-certificate-ok')
  expect(codeOf({ client_certificate: { fingerprint } })).toBe('client-certificate-unauthorized')
})

test.each([
  [true],
  [{}],
  [{ serial: '1' }],
  [{ fingerprint: 'abc' }],
  [{ fingerprint: [] }],
  [{ fingerprint: [fingerprint, 1] }],
  [{ spki_hash: 'abc' }],
  [{ san_dns: 1 }],
])('%j is a problem', (data) => {
  expect(problemsOf({ client_certificate: data })).toHaveLength(1)
})
