import 'reflect-metadata'
import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { AppError, Secret } from '@sallyport/kernel'
import { encodeNameConstraints, nameConstraintsOid, type PermittedName } from './name-constraints.ts'
import { certificatesInPem } from './pem.ts'

/** What a new certificate says. The key is always a new one. */
export interface CertificateTemplate {
  readonly commonName: string
  readonly notBefore: Date
  readonly notAfter: Date
  readonly names: readonly { readonly type: 'dns' | 'ip' | 'url'; readonly value: string }[]
  readonly purposes: readonly ('serverAuth' | 'clientAuth')[]
  /** Makes a certificate that may sign others. */
  readonly isAuthority?: boolean
}

export interface KeyPairPem {
  readonly certificate: string
  readonly privateKey: Secret<string>
}

/** By how much a certificate's life begins before it is made, so that a peer whose clock is behind accepts it at once. */
export const backdateMs = 5 * 60_000
const rootLifetimeMs = 10 * 365 * 86_400_000
const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** A root that signs certificates; EC P-256 throughout. */
export class CertificateAuthority implements KeyPairPem {
  readonly certificate: string
  readonly privateKey: Secret<string>
  readonly #signingKey: CryptoKey

  private constructor({ certificate, privateKey }: KeyPairPem, signingKey: CryptoKey) {
    this.certificate = certificate
    this.privateKey = privateKey
    this.#signingKey = signingKey
  }

  /** Makes a root that signs leaves alone, for the permitted names alone. */
  static async create(root: {
    readonly commonName: string
    readonly permitted: readonly PermittedName[]
    readonly now: Date
  }): Promise<CertificateAuthority> {
    const keys = await webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify'])
    const certificate = await x509.X509CertificateGenerator.createSelfSigned(
      {
        name: [{ CN: [root.commonName] }],
        serialNumber: newSerialNumber(),
        notBefore: new Date(root.now.getTime() - backdateMs),
        notAfter: new Date(root.now.getTime() + rootLifetimeMs),
        keys,
        signingAlgorithm: keyAlgorithm,
        extensions: [
          new x509.BasicConstraintsExtension(true, 0, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
          new x509.Extension(nameConstraintsOid, true, encodeNameConstraints(root.permitted)),
          await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
        ],
      },
      webcrypto,
    )
    const pair = { certificate: `${certificate.toString('pem')}\n`, privateKey: await exportKey(keys.privateKey) }
    return new CertificateAuthority(pair, keys.privateKey)
  }

  /** Throws `failed-precondition` if the two do not belong together, or the certificate is no authority's or has expired. */
  static async load(pair: KeyPairPem, now: Date): Promise<CertificateAuthority> {
    const [certificate] = certificatesInPem(pair.certificate, "the authority's certificate")
    const key = createPrivateKey(pair.privateKey.reveal())
    if (!certificate.ca || !certificate.checkPrivateKey(key))
      throw new AppError('failed-precondition', "the authority's certificate and key do not belong together")
    if (certificate.validToDate <= now)
      throw new AppError('failed-precondition', `the authority's certificate expired at ${certificate.validTo}`)
    const pkcs8 = key.export({ type: 'pkcs8', format: 'der' })
    return new CertificateAuthority(
      pair,
      await webcrypto.subtle.importKey('pkcs8', pkcs8, keyAlgorithm, false, ['sign']),
    )
  }

  async sign(template: CertificateTemplate): Promise<KeyPairPem> {
    const keys = await webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify'])
    const issuer = new x509.X509Certificate(this.certificate)
    const { keyCertSign, digitalSignature } = x509.KeyUsageFlags
    const certificate = await x509.X509CertificateGenerator.create(
      {
        subject: [{ CN: [template.commonName] }],
        issuer: issuer.subjectName,
        serialNumber: newSerialNumber(),
        notBefore: template.notBefore,
        notAfter: template.notAfter,
        publicKey: keys.publicKey,
        signingKey: this.#signingKey,
        signingAlgorithm: keyAlgorithm,
        extensions: [
          new x509.BasicConstraintsExtension(template.isAuthority ?? false, undefined, true),
          new x509.KeyUsagesExtension(template.isAuthority ? keyCertSign | digitalSignature : digitalSignature, true),
          new x509.ExtendedKeyUsageExtension(
            template.purposes.map((purpose) => x509.ExtendedKeyUsage[purpose]),
            false,
          ),
          new x509.SubjectAlternativeNameExtension([...template.names], false),
          await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
          await x509.AuthorityKeyIdentifierExtension.create(issuer, false, webcrypto),
        ],
      },
      webcrypto,
    )
    return { certificate: `${certificate.toString('pem')}\n`, privateKey: await exportKey(keys.privateKey) }
  }
}

// 128 random bits, the top one off and the next one on: positive (RFC 5280 section 4.1.2.2) and without a leading zero byte.
function newSerialNumber(): string {
  const bytes = randomBytes(16)
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x40, 0)
  return bytes.toString('hex')
}

async function exportKey(key: CryptoKey): Promise<Secret<string>> {
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key))
  const lines = pkcs8.toString('base64').match(/.{1,64}/g) ?? []
  return new Secret(`-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`)
}
