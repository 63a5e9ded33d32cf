import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Account, canEnter } from './unprivileged-account.ts'

/** Where one Postgres lives: its programs, and the folder of its data. */
export interface PostgresHome {
  readonly programs: string
  readonly folder: string
}

/**
 * Makes `folder` for a Postgres, or finds what an earlier run made.
 * Run by root, Postgres has another account, which must be able to enter. Where it cannot (a checkout in a home that is closed to others),
 * programs and data stand in a new folder under `elsewhere`, and `folder` is a link to it.
 */
export async function preparePostgresHome(
  folder: string,
  programs: string,
  account: Account | undefined,
  elsewhere: string,
): Promise<PostgresHome> {
  // Whoever may only pass through still needs the name of a file, and every file in there is closed on its own.
  if (account) await chmod(dirname(folder), 0o711)
  if (!existsSync(folder)) await makeHome(folder, programs, account, elsewhere)
  const home = await realpath(folder)
  const copied = join(home, 'programs')
  return { programs: existsSync(copied) ? copied : programs, folder: home }
}

async function makeHome(
  folder: string,
  programs: string,
  account: Account | undefined,
  elsewhere: string,
): Promise<void> {
  await rm(folder, { force: true }) // A link whose target is gone.
  const isReachable = !account || ((await canEnter(account, dirname(folder))) && (await canEnter(account, programs)))
  if (isReachable) {
    await mkdir(folder, { mode: 0o711 })
    return
  }
  await mkdir(elsewhere, { recursive: true, mode: 0o755 })
  const home = await mkdtemp(join(elsewhere, 'postgres-'))
  await chmod(home, 0o711)
  await cp(programs, join(home, 'programs'), { recursive: true, verbatimSymlinks: true })
  await symlink(home, folder)
}
