import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@sallyport/kernel'
import type { ChildSpec } from '../processes/supervised-child.ts'
import type { Passwords } from '../state/kept-keys.ts'
import type { StateFolder } from '../state/state-folder.ts'
import { dataFolder } from './data-folder.ts'
import { answers, databaseUrl, ensureDatabase, postgresChild } from './embedded-postgres.ts'
import { findPostgres } from './postgres-binaries.ts'
import { preparePostgresHome } from './postgres-home.ts'
import { stopLeftover } from './stop-leftover.ts'
import { accountForPostgres } from './unprivileged-account.ts'

/** The store: a Postgres of our own, or one that the operator named. */
export interface Database {
  readonly url: string
  /** What has to run for it; nothing for a Postgres that runs elsewhere. */
  readonly children: readonly ChildSpec[]
  /** Makes the database, once the children are ready. */
  readonly ensure: () => Promise<void>
}

/** Finds out where the store is and that it can be had; no process is started that stays. */
export async function openDatabase(
  givenUrl: string | undefined,
  state: StateFolder,
  port: number,
  passwords: Passwords,
  signal: AbortSignal,
): Promise<Database> {
  if (givenUrl !== undefined) {
    if (await answers(givenUrl)) return { url: givenUrl, children: [], ensure: async () => {} }
    throw new AppError('unavailable', 'the Postgres of --postgres-url cannot be reached with that URL')
  }
  const account = await accountForPostgres()
  const home = await preparePostgresHome(state.postgres, await findPostgres(), account, '/var/lib/sallyport')
  const data = dataFolder(home)
  if (existsSync(data)) await stopLeftover(data, signal)
  const logFile = join(state.logs, 'postgres.log')
  const postgres = { home, account, port, password: passwords.postgresSuperuser, logFile }
  return {
    url: databaseUrl(postgres, 'sallyport', passwords.postgres),
    children: [postgresChild(postgres)],
    ensure: () => ensureDatabase(postgres, 'sallyport', passwords.postgres),
  }
}
