import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@sallyport/kernel'
import type { LocalAuthority } from '../local/local-authority.ts'
import { findProgram, type Machine } from '../machine.ts'
import { KeychainStore } from './keychain-store.ts'
import { findNssDatabases } from './nss-databases.ts'
import { NssStore } from './nss-store.ts'
import { type Anchors, SystemStore } from './system-store.ts'
import type { StoreAccess } from './trust-store.ts'

export interface WantedStores {
  readonly browsers: boolean
  readonly system: boolean
}

/** The stores of this account and of its system, and how far each can be changed. */
export async function findStores(
  machine: Machine,
  wanted: WantedStores,
  authority: LocalAuthority,
): Promise<readonly StoreAccess[]> {
  if (machine.platform !== 'linux' && machine.platform !== 'darwin')
    throw new AppError(
      'failed-precondition',
      `the stores of ${machine.platform} are not known here: trust ${authority.file} by the system's own means`,
    )
  return [
    ...(wanted.browsers ? await browserStores(machine, authority) : []),
    ...(wanted.system ? [await systemStore(machine, authority)] : []),
  ]
}

async function browserStores(machine: Machine, authority: LocalAuthority): Promise<readonly StoreAccess[]> {
  const databases = await findNssDatabases(machine)
  const certutil = await findProgram(machine, 'certutil')
  return databases.map(({ browser, folder }) =>
    certutil === undefined
      ? { access: 'none', name: `${browser}, ${folder}`, reason: certutilMissing[machine.platform] ?? '' }
      : { access: 'open', store: new NssStore(browser, folder, certutil, authority) },
  )
}

const certutilMissing: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'needs certutil, which is not installed: package libnss3-tools (Debian, Ubuntu) or nss-tools (Fedora)',
  darwin: 'needs certutil, which is not installed: brew install nss',
}

async function systemStore(machine: Machine, authority: LocalAuthority): Promise<StoreAccess> {
  if (machine.platform === 'darwin') {
    const keychain = join(machine.home, 'Library/Keychains/login.keychain-db')
    const security = join(machine.root, 'usr/bin/security')
    return { access: 'open', store: new KeychainStore(keychain, security, authority, authority.file) }
  }
  const anchors = await findAnchors(machine)
  if (!anchors) {
    const reason = `has neither update-ca-certificates nor update-ca-trust: trust ${authority.file} by its own means, or add --no-system`
    return { access: 'none', name: 'the system', reason }
  }
  const store = new SystemStore(anchors, authority)
  if (machine.isAdministrator) return { access: 'open', store }
  return { access: 'administrator', store, command: (change) => store.command(change, authority.file) }
}

async function findAnchors(machine: Machine): Promise<Anchors | undefined> {
  // Without --fresh the first leaves links to what was removed.
  const kinds = [
    {
      folder: 'usr/local/share/ca-certificates',
      extension: '.crt',
      program: 'update-ca-certificates',
      removalFlags: ['--fresh'],
    },
    { folder: 'etc/pki/ca-trust/source/anchors', extension: '.pem', program: 'update-ca-trust', removalFlags: [] },
  ]
  for (const { folder, extension, program, removalFlags } of kinds) {
    const update = await findProgram(machine, program)
    const path = join(machine.root, folder)
    if (update !== undefined && existsSync(path)) return { folder: path, extension, update, removalFlags }
  }
  return undefined
}
