import { expect, test } from 'vitest'
import { createLocalServiceAuthority } from './local-service-authority.ts'
import { certificatesInPem, maxPemLength } from './pem.ts'

const { trustBundle: one } = await createLocalServiceAuthority()
const { trustBundle: other } = await createLocalServiceAuthority({ trustDomain: 'other.internal' })

test('certificates are read in order, past keys and remarks', () => {
  const pem = `# ours\n${one}-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n${other}rest`
  expect(certificatesInPem(pem, 'the file').map((certificate) => certificate.subject)).toEqual([
    'CN=Sallyport services of sallyport.internal',
    'CN=Sallyport services of other.internal',
  ])
})

test.each([
  ['nothing', '', 'holds no certificate'],
  ['a key alone', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', 'holds no certificate'],
  ['half a certificate', one.slice(0, one.length / 2), 'ends within a certificate'],
  ['a second one cut off', one + other.slice(0, 90), 'ends within a certificate'],
  [
    'no DER',
    '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
    'holds a certificate that cannot be read',
  ],
  ['a text without end', '-----BEGIN CERTIFICATE-----'.repeat(maxPemLength / 20), 'is longer than'],
])('%s is refused with the name of its source', (_, pem, reason) => {
  expect(() => certificatesInPem(pem, 'the file')).toThrow(`the file ${reason}`)
})
