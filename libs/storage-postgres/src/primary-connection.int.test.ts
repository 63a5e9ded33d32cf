import { Secret } from '@sallyport/kernel'
import { createDatabase, sharedPostgres, startPostgres } from '@sallyport/testkit-postgres'
import pg from 'pg'
import { expect, test } from 'vitest'
import { connectPrimary } from './connect-primary.ts'
import type { PostgresTarget } from './postgres-target.ts'
import { parsePostgresUrl } from './postgres-url.ts'

const unavailable = { code: 'unavailable' }
const deadline = { deadlineMs: 5_000 }

async function targetOf(url: string): Promise<PostgresTarget> {
  return await parsePostgresUrl(new Secret(url))
}

async function execute(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

test('hosts are tried in turn until one answers', async () => {
  await using database = await createDatabase()
  const url = database.url.replace('@', '@127.0.0.1:1,')
  await using connection = await connectPrimary(await targetOf(url))

  expect(await connection.rows({ name: '', text: 'select 1' }, [], deadline)).toEqual([['1']])
  await expect(connectPrimary(await targetOf('postgres://u@127.0.0.1:1,127.0.0.1:2/d'))).rejects.toMatchObject(
    unavailable,
  )
})

test('a standby is passed over', async () => {
  await using database = await createDatabase()
  // Sessions of this database find a function of ours where they ask whether the server is in recovery.
  await execute(
    database.url,
    `create function public.pg_is_in_recovery() returns boolean language sql as 'select true'`,
    `alter database ${database.name} set search_path = public, pg_catalog`,
  )

  await expect(connectPrimary(await targetOf(database.url))).rejects.toMatchObject(unavailable)
})

test('a server that would take back what it acknowledged is refused', async () => {
  await using database = await createDatabase()
  await execute(database.url, `alter database ${database.name} set synchronous_commit = off`)

  await expect(connectPrimary(await targetOf(database.url))).rejects.toMatchObject({ code: 'failed-precondition' })
})

test('a connection whose server has become read-only is given up', async () => {
  await using database = await createDatabase()
  await execute(
    database.url,
    'create table t (n integer)',
    `alter database ${database.name} set default_transaction_read_only = on`,
  )
  await using connection = await connectPrimary(await targetOf(database.url))

  await expect(connection.rows({ name: '', text: 'insert into t values (1)' }, [], deadline)).rejects.toMatchObject(
    unavailable,
  )
  expect(connection.isLost).toBe(true)
})

test('a statement past its deadline costs the connection, at the server too', async () => {
  await using database = await createDatabase()
  await using connection = await connectPrimary(await targetOf(database.url))
  await using server = await sharedPostgres()
  const sleeping = connection.rows({ name: '', text: 'select pg_sleep(60)' }, [], { deadlineMs: 100 })

  await expect(sleeping).rejects.toMatchObject(unavailable)
  expect(connection.isLost).toBe(true)
  await expect(connection.rows({ name: '', text: 'select 1' }, [], deadline)).rejects.toMatchObject(unavailable)
  await expect.poll(() => sessionsOf(server.url, database.name), { timeout: 5_000, interval: 200 }).toBe(0)
})

test('a backend that is terminated is a lost connection and nothing worse', async () => {
  await using database = await createDatabase()
  await using server = await sharedPostgres()
  await using idle = await connectPrimary(await targetOf(database.url))
  await using busy = await connectPrimary(await targetOf(database.url))
  const sleeping = busy.rows({ name: '', text: 'select pg_sleep(60)' }, [], { deadlineMs: 60_000 })
  const terminated = expect(sleeping).rejects.toMatchObject(unavailable)
  await execute(server.url, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database.name}'`)

  await terminated
  await expect.poll(() => [idle.isLost, busy.isLost]).toEqual([true, true])
})

test('what the server refused for want of a lock has not been done, and the connection goes on', async () => {
  await using database = await createDatabase()
  await execute(database.url, 'create table t (n integer)')
  await using connection = await connectPrimary(await targetOf(database.url), { statementMs: 5_000, lockMs: 50 })
  await using holder = await connectPrimary(await targetOf(database.url))
  await holder.execute('begin; lock table t')

  await expect(connection.rows({ name: '', text: 'insert into t values (1)' }, [], deadline)).rejects.toMatchObject(
    unavailable,
  )
  await holder.execute('rollback')
  expect(await connection.rows({ name: '', text: 'select count(*) from t' }, [], deadline)).toEqual([['0']])
})

test('a commit that no standby confirmed is of unknown outcome, though the server says it is done', async ({
  skip,
}) => {
  if (process.env['TEST_POSTGRES_URL']) skip('the settings of a server that was given are not ours to change')
  await using server = await startPostgres()
  await execute(
    server.url,
    'create table t (n integer)',
    `alter system set synchronous_standby_names = 'nobody'`,
    'select pg_reload_conf()',
  )
  await using connection = await connectPrimary(await targetOf(server.url))
  await using observer = await connectPrimary(await targetOf(server.url))
  const write = connection.rows({ name: '', text: 'insert into t values (1)' }, [], deadline)
  const refused = expect(write).rejects.toMatchObject(unavailable)
  const cancel = `select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'`
  await expect.poll(() => observer.rows({ name: '', text: cancel }, [], deadline)).toEqual([['t']])

  await refused
  expect(await observer.rows({ name: '', text: 'select count(*) from t' }, [], deadline)).toEqual([['1']])
})

async function sessionsOf(url: string, database: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rowCount } = await client.query('select from pg_stat_activity where datname = $1', [database])
  await client.end()
  return rowCount ?? 0
}
