import { mkdir, mkdtemp, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { X509Identity } from '@sallyport/pki'

/**
 * Writes `certificate.pem`, `key.pem` and `bundle.pem` so that a reader never sees two of different sets: like a volume of Kubernetes,
 * the names are links through `..data`, and moving that one link replaces all three at once.
 */
export async function writeIdentity(folder: string, identity: X509Identity): Promise<void> {
  const files = {
    'certificate.pem': identity.certificateChain,
    'key.pem': identity.privateKey.reveal(),
    'bundle.pem': identity.trustBundle,
  }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const state = await mkdtemp(join(folder, '..set-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(state, name), text, { mode: 0o600 })
  const current = join(folder, '..data')
  const before = await readlink(current).catch(() => undefined)
  await replaceLink(current, basename(state))
  for (const name of Object.keys(files)) await replaceLink(join(folder, name), join('..data', name))
  if (before !== undefined) await rm(join(folder, before), { recursive: true, force: true })
}

async function replaceLink(link: string, target: string): Promise<void> {
  const making = `${link}.new`
  await rm(making, { force: true })
  await symlink(target, making)
  await rename(making, link)
}
