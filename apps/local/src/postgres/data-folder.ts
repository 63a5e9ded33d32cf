import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { AppError } from '@sallyport/kernel'
import type { PostgresHome } from './postgres-home.ts'
import type { Account } from './unprivileged-account.ts'

const run = promisify(execFile)

export function dataFolder({ folder }: PostgresHome): string {
  return join(folder, 'data')
}

/** Makes the data folder if there is none, with a superuser `postgres` of that password. It is made aside and renamed, so it is whole or absent. */
export async function ensureDataFolder(
  home: PostgresHome,
  account: Account | undefined,
  password: string,
): Promise<void> {
  const data = dataFolder(home)
  if (existsSync(data)) return
  const making = join(home.folder, 'data.new')
  const passwordFile = join(home.folder, 'password')
  await rm(making, { recursive: true, force: true })
  await mkdir(making, { mode: 0o700 })
  await writeFile(passwordFile, password, { mode: 0o600 })
  try {
    if (account) await Promise.all([making, passwordFile].map((path) => chown(path, account.uid, account.gid)))
    const flags = ['-D', making, '-U', 'postgres', '--pwfile', passwordFile, '--auth', 'scram-sha-256']
    const initdb = join(home.programs, 'bin', 'initdb')
    await run(initdb, [...flags, '--encoding', 'UTF8', '--locale', 'C', '--set', 'dynamic_shared_memory_type=mmap'], {
      ...account,
      cwd: home.folder,
    })
  } catch (cause) {
    throw new AppError('failed-precondition', `Postgres could not make its data folder ${data}: ${said(cause)}`, {
      cause,
    })
  } finally {
    await rm(passwordFile, { force: true })
  }
  await rename(making, data)
}

function said(cause: unknown): string {
  const output = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : ''
  return output === '' ? String(cause) : output
}
