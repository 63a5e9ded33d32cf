import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Now, systemNow } from '@sallyport/kernel'
import type { LocalTlsAuthority } from '@sallyport/pki'
import { writePrivateFile, writePublicFile } from '../state/write-private-file.ts'

const renewBeforeMs = 30 * 86_400_000

/**
 * Sees to a certificate for each host, `<host>.crt` and `<host>.key`, and to one for clients that name no host.
 * Each is for exactly one name: curl and Node refuse wildcards below `.localhost`.
 */
export async function ensureLeafCertificates(
  authority: LocalTlsAuthority,
  directory: string,
  hosts: readonly string[],
  now: Now = systemNow,
): Promise<void> {
  await ensureLeaf(authority, join(directory, 'localhost'), ['localhost', '127.0.0.1', '::1'], now)
  for (const host of hosts) await ensureLeaf(authority, join(directory, host), [host], now)
}

async function ensureLeaf(
  authority: LocalTlsAuthority,
  path: string,
  names: readonly string[],
  now: Now,
): Promise<void> {
  if (await isGood(authority, path, now)) return
  const { certificate, privateKey } = await authority.issue(names)
  await writePrivateFile(`${path}.key`, privateKey.reveal())
  await writePublicFile(`${path}.crt`, certificate)
}

async function isGood(authority: LocalTlsAuthority, path: string, now: Now): Promise<boolean> {
  try {
    const leaf = new X509Certificate(await readFile(`${path}.crt`))
    await readFile(`${path}.key`)
    const issuer = new X509Certificate(authority.certificate)
    return leaf.verify(issuer.publicKey) && leaf.validToDate.getTime() - now().getTime() > renewBeforeMs
  } catch {
    return false // Absent or broken: both are mended by a new one.
  }
}
