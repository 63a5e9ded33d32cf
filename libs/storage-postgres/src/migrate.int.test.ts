import { Secret } from '@sallyport/kernel'
import { createDatabase } from '@sallyport/testkit-postgres'
import { expect, test } from 'vitest'
import { connectPrimary } from './connect-primary.ts'
import { migrate } from './migrate.ts'
import { parsePostgresUrl } from './postgres-url.ts'
import type { PrimaryConnection } from './primary-connection.ts'

async function connect(url: string): Promise<PrimaryConnection> {
  return await connectPrimary(await parsePostgresUrl(new Secret(url)))
}

async function applied(connection: PrimaryConnection): Promise<readonly (readonly (string | null)[])[]> {
  const text = 'select number, applied_at from sallyport.migrations order by number'
  return await connection.rows({ name: '', text }, [], { deadlineMs: 5_000 })
}

test('two that migrate at once apply every migration once, and a third finds nothing to do', async () => {
  await using database = await createDatabase()
  await using first = await connect(database.url)
  await using second = await connect(database.url)
  await Promise.all([migrate(first), migrate(second)])
  const done = await applied(first)

  expect(done.map(([number]) => Number(number))).toEqual(done.map((_, index) => index + 1))
  await migrate(second)
  expect(await applied(second)).toEqual(done)
})

test('a database that a newer release has migrated is served as it is', async () => {
  await using database = await createDatabase()
  await using connection = await connect(database.url)
  await migrate(connection)
  await connection.execute(`insert into sallyport.migrations (number, digest) values (9999, 'of a newer release')`)

  await migrate(connection)
})

test('a migration that is not the one of this release is refused', async () => {
  await using database = await createDatabase()
  await using connection = await connect(database.url)
  await migrate(connection)
  await connection.execute(`update sallyport.migrations set digest = 'another' where number = 1`)

  await expect(migrate(connection)).rejects.toMatchObject({ code: 'failed-precondition' })
})

test('a migration that fails leaves nothing behind', async () => {
  await using database = await createDatabase()
  await using connection = await connect(database.url)
  await connection.execute('create schema sallyport; create table sallyport.leases ()')

  await expect(migrate(connection)).rejects.toThrow('already exists')
  const text = `select to_regclass('sallyport.records')`
  expect(await connection.rows({ name: '', text }, [], { deadlineMs: 5_000 })).toEqual([[null]])
})
