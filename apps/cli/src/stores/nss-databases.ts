import { existsSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { findProgram, type Machine } from '../machine.ts'

export interface NssDatabase {
  readonly browser: string
  readonly folder: string
}

const chromium = 'Chromium, Chrome and browsers made from them'
const chromiumPrograms = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'brave-browser',
  'microsoft-edge',
]

const firefoxProfiles: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    '.mozilla/firefox',
    '.config/mozilla/firefox',
    'snap/firefox/common/.mozilla/firefox',
    '.var/app/org.mozilla.firefox/.mozilla/firefox',
  ],
  darwin: ['Library/Application Support/Firefox/Profiles'],
}

/** The databases of this account's browsers. Chromium's is named even before it exists, if such a browser is installed. */
export async function findNssDatabases(machine: Machine): Promise<readonly NssDatabase[]> {
  const profiles: NssDatabase[] = []
  for (const folder of firefoxProfiles[machine.platform] ?? []) {
    for await (const file of glob('*/cert9.db', { cwd: join(machine.home, folder) }))
      profiles.push({ browser: 'Firefox', folder: join(machine.home, folder, dirname(file)) })
  }
  return [...(await chromiumDatabases(machine)), ...profiles.sort((a, b) => (a.folder < b.folder ? -1 : 1))]
}

// On macOS Chromium reads the keychain.
async function chromiumDatabases(machine: Machine): Promise<readonly NssDatabase[]> {
  if (machine.platform !== 'linux') return []
  const own = join(machine.home, '.pki/nssdb')
  const snap = join(machine.home, 'snap/chromium/current/.pki/nssdb')
  const isWanted = existsSync(own) || (await findProgram(machine, ...chromiumPrograms)) !== undefined
  return [
    ...(isWanted ? [{ browser: chromium, folder: own }] : []),
    ...(existsSync(snap) ? [{ browser: 'Chromium from a snap', folder: snap }] : []),
  ]
}
