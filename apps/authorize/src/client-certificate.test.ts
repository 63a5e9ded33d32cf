import { createHash, X509Certificate } from 'node:crypto'
import { AttributeRecorder } from '@sallyport/decisions'
import { expect, test } from 'vitest'
import { aClientCertificate } from './client-certificate.fixture.ts'
import { readClientCertificate } from './client-certificate.ts'
import { PolicyRequest } from './policy-request.ts'
import { attributes, testNow } from './world.fixture.ts'

test('its fingerprint, key and names are read as policies compare them', async () => {
  const { chain } = await aClientCertificate('laptop.example.com', 3_600_000, [
    { type: 'dns', value: 'desk.example.com' },
    { type: 'url', value: 'https://example.com/devices?a="1",DNS:root.example.com' },
  ])
  const der = chain[0] ?? Buffer.alloc(0)
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
  const until = new Date(testNow.getTime() + 3_600_000)
  const recorder = new AttributeRecorder(
    attributes({ clientCertificate: await aClientCertificate('laptop.example.com') }),
  )
  const request = new PolicyRequest(recorder, undefined, testNow)
  expect(request.holdsUntil).toBeUndefined()
  expect(request.clientCertificate()).toBeDefined()
  expect(request.holdsUntil).toEqual(until)
  expect(new PolicyRequest(recorder, undefined, until).clientCertificate()).toBeUndefined()
})

test('bytes that are no certificate throw', () => {
  expect(() => readClientCertificate(Buffer.from('no certificate'))).toThrow()
})
