import { X509Certificate } from 'node:crypto'
import { AppError, type Now, systemNow } from '@sallyport/kernel'
import { defaultTrustDomain, formatSpiffeId, type ServiceName } from '@sallyport/service-identity'
import { type AuthorityFiles, openAuthority } from './authority-files.ts'
import { backdateMs, CertificateAuthority } from './certificate-authority.ts'
import { defaultMaxLifetimeMs, readX509Identity, type X509Identity } from './x509-identity.ts'

const defaultLifetimeMs = 12 * 3_600_000

/** Gives services their identities within one trust domain, to which its root is constrained. */
export class LocalServiceAuthority {
  readonly trustDomain: string
  readonly #authority: CertificateAuthority
  readonly #now: Now

  constructor(authority: CertificateAuthority, trustDomain: string, now: Now = systemNow) {
    this.#authority = authority
    this.trustDomain = trustDomain
    this.#now = now
  }

  /** What services trust, as PEM. */
  get trustBundle(): string {
    return this.#authority.certificate
  }

  /** A new key and certificate with both purposes and one name. More than 24 hours of life are `invalid-argument`. */
  async issueServiceIdentity(
    service: ServiceName,
    instance: string,
    { lifetimeMs = defaultLifetimeMs }: { readonly lifetimeMs?: number } = {},
  ): Promise<X509Identity> {
    if (lifetimeMs + backdateMs > defaultMaxLifetimeMs)
      throw new AppError('invalid-argument', `a service's certificate lives at most ${defaultMaxLifetimeMs} ms`)
    const now = this.#now()
    const leaf = await this.#authority.sign({
      commonName: service,
      names: [{ type: 'url', value: formatSpiffeId({ trustDomain: this.trustDomain, service, instance }) }],
      purposes: ['serverAuth', 'clientAuth'],
      notBefore: new Date(now.getTime() - backdateMs),
      notAfter: new Date(now.getTime() + lifetimeMs),
    })
    const material = {
      certificateChain: leaf.certificate,
      privateKey: leaf.privateKey,
      trustBundle: this.trustBundle,
    }
    return readX509Identity(material, { service, trustDomain: this.trustDomain }, now)
  }
}

/** Loads the authority, or makes and keeps a new one. One that was made for another trust domain is `failed-precondition`. */
export async function openLocalServiceAuthority(
  files: AuthorityFiles,
  { trustDomain = defaultTrustDomain, now = systemNow }: { readonly trustDomain?: string; readonly now?: Now } = {},
): Promise<LocalServiceAuthority> {
  const authority = await openAuthority(files, now(), () => createServiceRoot(trustDomain, now()))
  if (new X509Certificate(authority.certificate).subject !== `CN=${rootName(trustDomain)}`)
    throw new AppError('failed-precondition', `${files.certificateFile} is not the authority of ${trustDomain}`)
  return new LocalServiceAuthority(authority, trustDomain, now)
}

/** Makes one that lives in memory. */
export async function createLocalServiceAuthority({
  trustDomain = defaultTrustDomain,
  now = systemNow,
}: {
  readonly trustDomain?: string
  readonly now?: Now
} = {}): Promise<LocalServiceAuthority> {
  return new LocalServiceAuthority(await createServiceRoot(trustDomain, now()), trustDomain, now)
}

/** The root by itself, for certificates that no service authority would issue. */
export function createServiceRoot(trustDomain: string, now: Date): Promise<CertificateAuthority> {
  return CertificateAuthority.create({
    commonName: rootName(trustDomain),
    permitted: [{ kind: 'uri', host: trustDomain }],
    now,
  })
}

function rootName(trustDomain: string): string {
  return `Sallyport services of ${trustDomain}`
}
