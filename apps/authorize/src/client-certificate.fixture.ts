import { X509Certificate } from 'node:crypto'
import { type ClientCertificate, clientCertificate } from '@sallyport/decisions'
import { CertificateAuthority } from '@sallyport/pki'
import { testNow } from './world.fixture.ts'

/** A verified certificate of one device, with this DNS name and these others, that ends so long after `testNow`. */
export async function aClientCertificate(
  name: string,
  lifetimeMs = 3_600_000,
  others: readonly { readonly type: 'dns' | 'url'; readonly value: string }[] = [],
): Promise<ClientCertificate> {
  const authority = await CertificateAuthority.create({ commonName: 'devices', permitted: [], now: testNow })
  const { certificate } = await authority.sign({
    commonName: 'device',
    names: [{ type: 'dns', value: name }, ...others],
    purposes: ['clientAuth'],
    notBefore: new Date(testNow.getTime() - 60_000),
    notAfter: new Date(testNow.getTime() + lifetimeMs),
  })
  return clientCertificate([new X509Certificate(certificate).raw])
}
