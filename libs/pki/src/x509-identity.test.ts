import { X509Certificate } from 'node:crypto'
import { AppError, Secret } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { CertificateAuthority, type CertificateTemplate } from './certificate-authority.ts'
import { createLocalServiceAuthority, createServiceRoot } from './local-service-authority.ts'
import { type IdentityExpectations, type IdentityMaterial, readX509Identity } from './x509-identity.ts'

const now = new Date('2031-03-04T05:06:07Z')
const inOneHour = new Date(now.getTime() + 3_600_000)
const root = await createServiceRoot('sallyport.internal', now)

const proxyTemplate: CertificateTemplate = {
  commonName: 'proxy',
  names: [{ type: 'url', value: 'spiffe://sallyport.internal/service/proxy/a' }],
  purposes: ['serverAuth', 'clientAuth'],
  notBefore: now,
  notAfter: inOneHour,
}

async function materialOf(
  template: Partial<CertificateTemplate> = {},
  { issuer = root, chain = '', trustBundle = root.certificate } = {},
): Promise<IdentityMaterial> {
  const { certificate, privateKey } = await issuer.sign({ ...proxyTemplate, ...template })
  return { certificateChain: certificate + chain, privateKey, trustBundle }
}

test('material that belongs together is an identity', async () => {
  const material = await materialOf()
  expect(readX509Identity(material, { service: 'proxy', trustDomain: 'sallyport.internal' }, now)).toEqual({
    ...material,
    identity: { trustDomain: 'sallyport.internal', service: 'proxy', instance: 'a' },
    serialNumber: expect.stringMatching(/^[4-7][0-9A-F]{31}$/),
    notBefore: now,
    notAfter: inOneHour,
  })
})

test('a chain leads over an intermediate, which may stand in either file', async () => {
  const pair = await root.sign({ ...proxyTemplate, names: [], commonName: 'issuer', isAuthority: true })
  const issuer = await CertificateAuthority.load(pair, now)
  const inChain = await materialOf({}, { issuer, chain: pair.certificate })
  const inBundle = await materialOf({}, { issuer, trustBundle: pair.certificate + root.certificate })
  expect(readX509Identity(inChain, {}, now).identity.service).toBe('proxy')
  expect(readX509Identity(inBundle, {}, now).identity.service).toBe('proxy')
  const nowhere = await materialOf({}, { issuer })
  expect(() => readX509Identity(nowhere, {}, now)).toThrow('does not lead to one of the trust bundle')
})

test.each<[string, () => Promise<IdentityMaterial>, IdentityExpectations, string]>([
  [
    'the key of another certificate',
    async () => ({ ...(await materialOf()), privateKey: (await materialOf()).privateKey }),
    {},
    'does not belong',
  ],
  ['no key', async () => ({ ...(await materialOf()), privateKey: new Secret('') }), {}, 'key cannot be read'],
  ['an empty bundle', () => materialOf({}, { trustBundle: '' }), {}, 'trust bundle holds no certificate'],
  [
    'the bundle of another authority of the same name',
    async () => materialOf({}, { trustBundle: (await createServiceRoot('sallyport.internal', now)).certificate }),
    {},
    'does not lead',
  ],
  ['another service', () => materialOf(), { service: 'databroker' }, 'is of service proxy, not databroker'],
  ['another trust domain', () => materialOf(), { trustDomain: 'x.test' }, 'is of trust domain sallyport.internal'],
  ['no SPIFFE ID', () => materialOf({ names: [] }), {}, 'does not name exactly one service'],
  ['a time to come', () => materialOf({ notBefore: inOneHour }), {}, 'is not valid before 2031-03-04T06:06:07.000Z'],
  ['a time gone by', () => materialOf({ notAfter: now }), {}, 'has expired at 2031-03-04T05:06:07.000Z'],
  [
    'a life that is too long',
    () => materialOf({ notAfter: new Date(now.getTime() + 86_401_000) }),
    {},
    'lives longer than 86400000 ms',
  ],
])('%s is refused with a reason', async (_, material, expectations, reason) => {
  const made = await material()
  const read = (): unknown => readX509Identity(made, expectations, now)
  expect(read).toThrow(AppError)
  expect(read).toThrow(reason)
})

test('a root that has expired carries nothing', async () => {
  const material = await materialOf({ notBefore: new Date('2050-01-01'), notAfter: new Date('2050-01-01T01:00:00Z') })
  expect(() => readX509Identity(material, {}, new Date('2050-01-01T00:30:00Z'))).toThrow('does not lead')
})

test('a certificate whose signature is wrong is refused', async () => {
  const material = await materialOf()
  const der = Buffer.from(new X509Certificate(material.certificateChain).raw)
  der.writeUInt8(der.readUInt8(der.length - 1) ^ 1, der.length - 1)
  const certificateChain = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`
  expect(() => readX509Identity({ ...material, certificateChain }, {}, now)).toThrow('does not lead')
})

test('a clock that is a little behind does not matter', async () => {
  const material = await materialOf()
  expect(() => readX509Identity(material, {}, new Date(now.getTime() - 30_000))).not.toThrow()
})

test('an identity never prints its key', async () => {
  const authority = await createLocalServiceAuthority()
  const identity = await authority.issueServiceIdentity('proxy', 'a')
  expect(JSON.stringify(identity)).not.toContain('PRIVATE KEY')
})
