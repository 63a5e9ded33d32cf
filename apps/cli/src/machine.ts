import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** The machine and the account whose stores are meant. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly home: string
  /** Where the system's own folders begin. */
  readonly root: string
  /** As PATH has it. */
  readonly searchPath: string
  readonly isAdministrator: boolean
}

/** The program's path. An account's PATH often lacks the administrator's programs, so their folders are looked into as well. */
export async function findProgram(machine: Machine, ...names: readonly string[]): Promise<string | undefined> {
  const folders = [...machine.searchPath.split(delimiter), join(machine.root, 'usr/sbin'), join(machine.root, 'sbin')]
  for (const folder of folders.filter((each) => each !== '')) {
    for (const name of names) if (await isExecutable(join(folder, name))) return join(folder, name)
  }
  return undefined
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
