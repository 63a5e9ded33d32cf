import { expect, test } from 'vitest'
import { formatSpiffeId, parseSpiffeId } from './service-identity.ts'

test('a SPIFFE ID is read and written without loss', () => {
  const uri = 'spiffe://sallyport.internal/service/proxy/proxy-7d4f.eu_1'
  const identity = { trustDomain: 'sallyport.internal', service: 'proxy', instance: 'proxy-7d4f.eu_1' } as const
  expect(parseSpiffeId(uri)).toEqual(identity)
  expect(formatSpiffeId(identity)).toBe(uri)
})

test.each([
  ['an empty string', ''],
  ['another scheme', 'https://sallyport.internal/service/proxy/a'],
  ['a scheme in capitals', 'SPIFFE://sallyport.internal/service/proxy/a'],
  ['one slash', 'spiffe:/sallyport.internal/service/proxy/a'],
  ['no trust domain', 'spiffe:///service/proxy/a'],
  ['a trust domain in capitals', 'spiffe://Sallyport.internal/service/proxy/a'],
  ['a trust domain with a port', 'spiffe://sallyport.internal:443/service/proxy/a'],
  ['a user', 'spiffe://root@sallyport.internal/service/proxy/a'],
  ['a trust domain that ends in a dot', 'spiffe://sallyport.internal./service/proxy/a'],
  ['a trust domain that is too long', `spiffe://${'a'.repeat(256)}/service/proxy/a`],
  ['no path', 'spiffe://sallyport.internal'],
  ['no instance', 'spiffe://sallyport.internal/service/proxy'],
  ['an empty instance', 'spiffe://sallyport.internal/service/proxy/'],
  ['a further segment', 'spiffe://sallyport.internal/service/proxy/a/b'],
  ['a slash at the end', 'spiffe://sallyport.internal/service/proxy/a/'],
  ['another kind of path', 'spiffe://sallyport.internal/ns/proxy/a'],
  ['an unknown service', 'spiffe://sallyport.internal/service/console/a'],
  ['a name every object has', 'spiffe://sallyport.internal/service/constructor/a'],
  ['the dot segment', 'spiffe://sallyport.internal/service/proxy/.'],
  ['the parent segment', 'spiffe://sallyport.internal/service/proxy/..'],
  ['an encoded character', 'spiffe://sallyport.internal/service/proxy/a%62'],
  ['a query', 'spiffe://sallyport.internal/service/proxy/a?b'],
  ['a fragment', 'spiffe://sallyport.internal/service/proxy/a#b'],
  ['a NUL', 'spiffe://sallyport.internal/service/proxy/a\0b'],
  ['a line break at the end', 'spiffe://sallyport.internal/service/proxy/a\n'],
  ['a letter beyond ASCII', 'spiffe://sallyport.internal/service/proxy/ä'],
  ['an instance that is too long', `spiffe://sallyport.internal/service/proxy/${'a'.repeat(129)}`],
])('%s is no SPIFFE ID of a service', (_, uri) => {
  expect(parseSpiffeId(uri)).toBeUndefined()
})

test.each([
  { trustDomain: 'Sallyport.internal', service: 'proxy', instance: 'a' },
  { trustDomain: 'sallyport.internal', service: 'proxy', instance: '..' },
  { trustDomain: 'sallyport.internal', service: 'proxy', instance: 'a/b' },
] as const)('an identity that could not be read back is not written: $trustDomain $instance', (identity) => {
  expect(() => formatSpiffeId(identity)).toThrow(/is not/)
})
