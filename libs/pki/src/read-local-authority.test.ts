import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { CertificateAuthority } from './certificate-authority.ts'
import { createLocalTlsAuthority } from './local-tls-authority.ts'
import type { PermittedName } from './name-constraints.ts'
import { readLocalAuthority } from './read-local-authority.ts'

test('the authority of one machine is known by its fingerprint', async () => {
  const { certificate } = await createLocalTlsAuthority()
  const { pem, fingerprint } = readLocalAuthority(certificate, 'ca.pem')
  expect(pem).toBe(certificate)
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
  expect(new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase()).toBe(fingerprint)
})

test.each<[string, PermittedName[]]>([
  [
    'that may sign for another name',
    [
      { kind: 'dns', domain: 'localhost' },
      { kind: 'dns', domain: 'example.com' },
    ],
  ],
  ['that may sign for any address', [{ kind: 'dns', domain: 'localhost' }]],
])('an authority %s is refused', async (_, permitted) => {
  const { certificate } = await CertificateAuthority.create({ commonName: 'root', permitted, now: new Date() })
  expect(() => readLocalAuthority(certificate, 'ca.pem')).toThrow(/^ca\.pem is not .* constrained to localhost/)
})

test('a certificate that signs nothing is refused', async () => {
  const authority = await createLocalTlsAuthority()
  const leaf = await authority.issue(['localhost'])
  expect(() => readLocalAuthority(leaf.certificate, 'ca.pem')).toThrow(
    /^ca\.pem is not the certificate of an authority/,
  )
})

test('a second certificate does not come in beside the first', async () => {
  const [one, other] = [await createLocalTlsAuthority(), await createLocalTlsAuthority()]
  expect(() => readLocalAuthority(one.certificate + other.certificate, 'ca.pem')).toThrow(/more than one/)
  const trusted = other.certificate.replaceAll(' CERTIFICATE', ' TRUSTED CERTIFICATE')
  expect(() => readLocalAuthority(trusted + one.certificate, 'ca.pem')).toThrow(/more than one/)
})
