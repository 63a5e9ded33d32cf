import { createHash, X509Certificate } from 'node:crypto'
import { AttributeRecorder, clientCertificate } from '@sallyport/decisions'
import { CertificateAuthority } from '@sallyport/pki'
import { expect, test } from 'vitest'
import { readClientCertificate } from './client-certificate.ts'
import { PolicyRequest } from './policy-request.ts'
import { attributes, testNow } from './world.fixture.ts'

test('its fingerprint, key and names are read as policies compare them', async () => {
  const der = await certificateFor(testNow)
  const { certificate, notAfter } = readClientCertificate(der)
  expect(certificate).toEqual({
    fingerprint: createHash('sha256').update(der).digest('hex'),
    spkiHash: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
    sanDns: ['laptop.example.com', 'desk.example.com'],
    sanEmail: [],
    sanUri: ['https://example.com/devices?a="1",DNS:root.example.com'],
  })
  expect(notAfter).toEqual(new X509Certificate(der).validToDate)
})

test('one that has expired since the connection was opened counts as none, and a decision ends with it', async () => {
  const chain = clientCertificate([await certificateFor(testNow)])
  const until = new Date(testNow.getTime() + 3_600_000)
  const recorder = new AttributeRecorder(attributes({ clientCertificate: chain }))
  const request = new PolicyRequest(recorder, undefined, testNow)
  expect(request.holdsUntil).toBeUndefined()
  expect(request.clientCertificate()).toBeDefined()
  expect(request.holdsUntil).toEqual(until)
  expect(new PolicyRequest(recorder, undefined, until).clientCertificate()).toBeUndefined()
})

test('bytes that are no certificate throw', () => {
  expect(() => readClientCertificate(Buffer.from('no certificate'))).toThrow()
})

async function certificateFor(now: Date): Promise<Buffer> {
  const authority = await CertificateAuthority.create({ commonName: 'devices', permitted: [], now })
  const { certificate } = await authority.sign({
    commonName: 'laptop',
    names: [
      { type: 'dns', value: 'laptop.example.com' },
      { type: 'dns', value: 'desk.example.com' },
      { type: 'url', value: 'https://example.com/devices?a="1",DNS:root.example.com' },
    ],
    purposes: ['clientAuth'],
    notBefore: new Date(now.getTime() - 60_000),
    notAfter: new Date(now.getTime() + 3_600_000),
  })
  return new X509Certificate(certificate).raw
}
