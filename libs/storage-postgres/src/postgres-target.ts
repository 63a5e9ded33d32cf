import { readFile } from 'node:fs/promises'
import { isIPv4 } from 'node:net'
import { checkServerIdentity } from 'node:tls'
import { AppError, type Secret } from '@sallyport/kernel'

export interface PostgresHost {
  /** A name, an address, or the folder of a Unix socket. */
  readonly host: string
  readonly port: number
}

/** Where the store is, and how to get in: what a connection URL says, once it was found to be safe. */
export interface PostgresTarget {
  readonly hosts: readonly PostgresHost[]
  readonly user: string
  readonly password: Secret<string> | undefined
  readonly database: string
  /** Certificates to trust instead of the system's, and whether each host is verified at all. */
  readonly tls: { readonly mode: 'verify-full'; readonly ca?: string } | { readonly mode: 'off' }
}

/** The TLS options for one host: its chain and its name are verified, even where the URL names an address. */
export function tlsOptions({ host }: PostgresHost, { tls }: PostgresTarget): PostgresTlsOptions | false {
  if (tls.mode === 'off') return false
  return {
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate),
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
  }
}

interface PostgresTlsOptions {
  readonly rejectUnauthorized: true
  readonly minVersion: 'TLSv1.2'
  readonly checkServerIdentity: typeof checkServerIdentity
  readonly ca?: string
}

/** Whether the connection never leaves this machine. */
export function isLocalHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('/') || (isIPv4(host) && host.startsWith('127.'))
}

/** Throws `invalid-argument` for a file without a certificate: with an empty list TLS would trust the system's authorities. */
export async function readCertificates(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError('invalid-argument', 'the file that sslrootcert names cannot be read', { cause })
  })
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new AppError('invalid-argument', 'the file that sslrootcert names holds no certificate in PEM form')
  return text
}
