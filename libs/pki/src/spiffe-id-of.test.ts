import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { CertificateAuthority, type CertificateTemplate } from './certificate-authority.ts'
import { spiffeIdOf } from './spiffe-id-of.ts'

const now = new Date()
const authority = await CertificateAuthority.create({ commonName: 'root', permitted: [], now })
const proxy = { type: 'url', value: 'spiffe://sallyport.internal/service/proxy/a' } as const

async function identityIn(template: Partial<CertificateTemplate>): Promise<unknown> {
  const { certificate } = await authority.sign({
    commonName: 'leaf',
    names: [proxy],
    purposes: ['clientAuth'],
    notBefore: now,
    notAfter: new Date(now.getTime() + 60_000),
    ...template,
  })
  return spiffeIdOf(new X509Certificate(certificate).raw)
}

test('the one URI name says which service it is, whatever other names there are', async () => {
  expect(await identityIn({ names: [{ type: 'dns', value: 'proxy-0' }, proxy] })).toEqual({
    trustDomain: 'sallyport.internal',
    service: 'proxy',
    instance: 'a',
  })
})

test.each<[string, Partial<CertificateTemplate>]>([
  ['no URI name', { names: [{ type: 'dns', value: 'proxy' }] }],
  ['two URI names', { names: [proxy, { type: 'url', value: 'spiffe://sallyport.internal/service/databroker/a' }] }],
  ['the same URI name twice', { names: [proxy, proxy] }],
  ['another URI', { names: [{ type: 'url', value: 'https://sallyport.internal/service/proxy/a' }] }],
  ['a DNS name that looks like one', { names: [{ type: 'dns', value: `x, URI:${proxy.value}` }] }],
  ['a URI that runs on after a NUL', { names: [{ type: 'url', value: `${proxy.value}\0.evil.test` }] }],
  ['a URI that runs on after a comma', { names: [{ type: 'url', value: `${proxy.value}, URI:x` }] }],
  ['the right to sign others', { isAuthority: true }],
])('a certificate with %s speaks for no service', async (_, template) => {
  expect(await identityIn(template)).toBeUndefined()
})
