import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { AppError } from '@sallyport/kernel'
import type { PrimaryConnection } from './primary-connection.ts'

const folder = new URL('../migrations/', import.meta.url)

interface Migration {
  readonly number: number
  readonly digest: string
  readonly sql: string
}

/**
 * Brings the schema `sallyport` forward to what this release needs. Forward only: a database that is ahead of us is left alone,
 * because a release must run beside the one before it. Whoever else migrates at the same time waits on an advisory lock.
 */
export async function migrate(connection: PrimaryConnection, deadlineMs = 120_000): Promise<void> {
  const migrations = await readMigrations()
  const exists = await connection.rows(
    { name: '', text: `select to_regclass('sallyport.migrations') is not null` },
    [],
    { deadlineMs },
  )
  // Looked at without the lock and without the right to create anything, which a running service need not have.
  if (exists[0]?.[0] === 't' && (await missing(connection, migrations, deadlineMs)).length === 0) return
  try {
    await connection.execute(`
      begin;
      select pg_advisory_xact_lock(hashtextextended('sallyport.migrations', 0));
      create schema if not exists sallyport;
      create table if not exists sallyport.migrations (
        number integer primary key, digest text not null, applied_at timestamptz not null default clock_timestamp()
      )`)
    for (const { number, digest, sql } of await missing(connection, migrations, deadlineMs)) {
      await connection.execute(`set local search_path = sallyport; ${sql}`)
      await connection.rows(
        { name: '', text: 'insert into sallyport.migrations (number, digest) values ($1, $2)' },
        [number, digest],
        { deadlineMs },
      )
    }
    await connection.execute('commit')
  } catch (error) {
    if (!connection.isLost) await connection.execute('rollback')
    throw error
  }
}

async function missing(
  connection: PrimaryConnection,
  migrations: readonly Migration[],
  deadlineMs: number,
): Promise<readonly Migration[]> {
  const rows = await connection.rows({ name: '', text: 'select number, digest from sallyport.migrations' }, [], {
    deadlineMs,
  })
  const applied = new Map(rows.map(([number, digest]) => [Number(number), digest]))
  return migrations.filter(({ number, digest }) => {
    const was = applied.get(number)
    if (was !== undefined && was !== digest)
      throw new AppError('failed-precondition', `migration ${number} of this database is not the one of this release`)
    return was === undefined
  })
}

async function readMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return await Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), 'utf8')
      return { number: Number.parseInt(name, 10), digest: createHash('sha256').update(sql).digest('base64url'), sql }
    }),
  )
}
