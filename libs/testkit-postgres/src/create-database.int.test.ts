import pg from 'pg'
import { expect, test } from 'vitest'
import { createDatabase } from './create-database.ts'
import { sharedPostgres } from './shared-postgres.ts'

test('every database is empty, another one, and gone once disposed of even while somebody is connected', async () => {
  await using server = await sharedPostgres()
  await using lingering = new AsyncDisposableStack()
  const names: string[] = []
  for (let index = 0; index < 2; index++) {
    await using database = await createDatabase(server)
    names.push(database.name)
    const client = new pg.Client({ connectionString: database.url })
    client.on('error', () => {})
    lingering.defer(() => client.end().catch(() => {}))
    await client.connect()
    await client.query('create table t ()')
  }

  expect(new Set(names).size).toBe(2)
  const client = new pg.Client({ connectionString: server.url })
  lingering.defer(() => client.end())
  await client.connect()
  const { rows } = await client.query('select from pg_database where datname = any($1)', [names])
  expect(rows).toHaveLength(0)
})

test('the run has one server, whoever asks', async () => {
  await using first = await sharedPostgres()
  await using second = await sharedPostgres()

  expect(second.url).toBe(first.url)
})
