import { BlockList, isIP, isIPv6 } from 'node:net'
import { AppError, type Now, systemNow } from '@sallyport/kernel'
import { type AuthorityFiles, openAuthority } from './authority-files.ts'
import { backdateMs, CertificateAuthority, type KeyPairPem } from './certificate-authority.ts'
import { loopbackNames } from './name-constraints.ts'

const leafLifetimeMs = 90 * 86_400_000

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/**
 * The authority that browsers on this machine are asked to trust. It is constrained to `localhost`, the names below it and the
 * loopback addresses, so that nobody who gets hold of its key can pass for anything else.
 */
export class LocalTlsAuthority {
  readonly #authority: CertificateAuthority
  readonly #now: Now

  constructor(authority: CertificateAuthority, now: Now = systemNow) {
    this.#authority = authority
    this.#now = now
  }

  /** The root to trust, as PEM. */
  get certificate(): string {
    return this.#authority.certificate
  }

  /** A certificate for exactly these names and addresses. A name or address beyond this machine is `invalid-argument`. */
  async issue(names: readonly string[], lifetimeMs: number = leafLifetimeMs): Promise<KeyPairPem> {
    for (const name of names)
      if (!isLoopbackName(name)) throw new AppError('invalid-argument', `${name} is not a name of this machine`)
    const now = this.#now().getTime()
    return this.#authority.sign({
      commonName: 'Sallyport on this machine',
      names: names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
      purposes: ['serverAuth'],
      notBefore: new Date(now - backdateMs),
      notAfter: new Date(now + lifetimeMs),
    })
  }
}

/** Loads the authority, or makes and keeps a new one. */
export async function openLocalTlsAuthority(files: AuthorityFiles, now: Now = systemNow): Promise<LocalTlsAuthority> {
  const authority = await openAuthority(files, now(), () => createLoopbackRoot(now()))
  return new LocalTlsAuthority(authority, now)
}

/** Makes one that lives in memory. */
export async function createLocalTlsAuthority(now: Now = systemNow): Promise<LocalTlsAuthority> {
  return new LocalTlsAuthority(await createLoopbackRoot(now()), now)
}

function createLoopbackRoot(now: Date): Promise<CertificateAuthority> {
  return CertificateAuthority.create({
    commonName: 'Sallyport local authority',
    permitted: loopbackNames,
    now,
  })
}

function isLoopbackName(name: string): boolean {
  if (isIP(name) !== 0) return loopback.check(name, isIPv6(name) ? 'ipv6' : 'ipv4')
  return /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*localhost$/.test(name)
}
