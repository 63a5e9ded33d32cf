import { join } from 'node:path'
import pg from 'pg'
import type { ChildSpec } from '../processes/supervised-child.ts'
import { dataFolder, ensureDataFolder } from './data-folder.ts'
import type { PostgresHome } from './postgres-home.ts'
import { stopLeftover } from './stop-leftover.ts'
import type { Account } from './unprivileged-account.ts'

export interface EmbeddedPostgres {
  readonly home: PostgresHome
  readonly account: Account | undefined
  readonly port: number
  /** The superuser's password; it takes effect when the data folder is made. */
  readonly password: string
  readonly logFile: string
}

const guard = join(import.meta.dirname, '..', 'processes', 'guard.ts')

/**
 * How to run the embedded Postgres: over loopback TCP alone, with a password (SCRAM).
 * It makes its data folder if there is none, and clears away what a killed run left.
 */
export function postgresChild(postgres: EmbeddedPostgres): ChildSpec {
  const { home, account, port, password, logFile } = postgres
  const data = dataFolder(home)
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    // Containers often give /dev/shm only a few megabytes.
    dynamic_shared_memory_type: 'mmap',
  }
  return {
    name: 'postgres',
    command: process.execPath,
    args: [
      ...[guard, '--stop-signal', 'SIGINT'],
      ...(account ? ['--uid', String(account.uid), '--gid', String(account.gid)] : []),
      ...['--', join(home.programs, 'bin', 'postgres'), '-D', data],
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    env: { LC_ALL: 'C' },
    logFile,
    prepare: async (signal) => {
      await ensureDataFolder(home, account, password)
      await stopLeftover(data, signal)
    },
    isReady: () => answers(superuserUrl(postgres)),
    readyWithinMs: 20_000,
    stopWithinMs: 10_000,
  }
}

/** Makes the database `name` if it is not there, for its owner of the same name, who is no superuser. */
export async function ensureDatabase(postgres: EmbeddedPostgres, name: string, ownerPassword: string): Promise<void> {
  const client = new pg.Client(superuserUrl(postgres))
  await client.connect()
  try {
    const quoted = client.escapeIdentifier(name)
    const { rowCount: roles } = await client.query('select from pg_roles where rolname = $1', [name])
    if (roles === 0) await client.query(`create role ${quoted} login`)
    await client.query(`alter role ${quoted} password ${client.escapeLiteral(ownerPassword)}`)
    const { rowCount: databases } = await client.query('select from pg_database where datname = $1', [name])
    if (databases === 0) await client.query(`create database ${quoted} owner ${quoted}`)
  } finally {
    await client.end()
  }
}

/** The URL of the database `name` for its owner. */
export function databaseUrl({ port }: EmbeddedPostgres, name: string, ownerPassword: string): string {
  return `postgres://${name}:${ownerPassword}@127.0.0.1:${port}/${name}`
}

/** Whether a Postgres takes this URL. */
export async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {}) // A connection that breaks rejects the call that uses it.
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

function superuserUrl(postgres: EmbeddedPostgres): string {
  return databaseUrl(postgres, 'postgres', postgres.password)
}
