import { Secret } from '@sallyport/kernel'
import { createDatabase } from '@sallyport/testkit-postgres'
import pg from 'pg'
import { expect, test } from 'vitest'
import { openPostgresRecordStore } from './open-postgres-record-store.ts'
import type { PostgresRecordStore } from './postgres-record-store.ts'

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}

async function write(store: PostgresRecordStore, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const id = crypto.randomUUID()
    await store.put({ type: 'session', id, precondition: { mode: 'create' }, data: {}, writtenBy: 'a' })
  }
}

const anotherServer = `update sallyport.meta set fingerprint = 'that of the server before'`

test('on the same server the epoch stays, whoever connects', async () => {
  await using database = await createDatabase()
  await using first = await openPostgresRecordStore({ url: new Secret(database.url) })
  await write(first, 1)
  const { epoch } = await first.info()
  await using second = await openPostgresRecordStore({ url: new Secret(database.url) })
  await write(second, 1)

  expect((await second.info()).epoch).toBe(epoch)
})

test('a clean restart opens a new epoch, and old cursors stay on the history', async () => {
  await using database = await createDatabase()
  await using store = await openPostgresRecordStore({ url: new Secret(database.url) })
  await write(store, 3)
  const before = await store.info()
  await execute(database.url, anotherServer)
  await write(store, 1)
  const after = await store.info()

  expect(after.epoch).not.toBe(before.epoch)
  expect(after.head).toBe(before.head + 1n)
  expect(await store.isOnHistory({ epoch: before.epoch, version: before.head })).toBe(true)
  expect(await store.isOnHistory({ epoch: after.epoch, version: after.head })).toBe(true)
  expect((await store.changesAfter(before.head, 10)).epoch).toBe(after.epoch)
})

test('a cursor from lost commits is not on the history, even after the store has written past it', async () => {
  await using database = await createDatabase()
  await using store = await openPostgresRecordStore({ url: new Secret(database.url) })
  await write(store, 5)
  const lost = await store.info()
  // A failover to a standby that had not seen the last two.
  await execute(
    database.url,
    `${anotherServer}; delete from sallyport.records where version > 3; update sallyport.meta set head = 3`,
  )
  await write(store, 10)

  expect(await store.isOnHistory({ epoch: lost.epoch, version: 3n })).toBe(true)
  expect(await store.isOnHistory({ epoch: lost.epoch, version: 4n })).toBe(false)
  expect(await store.isOnHistory({ epoch: lost.epoch, version: lost.head })).toBe(false)
})

test('a new connection opens the epoch by itself, before anything is written', async () => {
  await using database = await createDatabase()
  await using store = await openPostgresRecordStore({ url: new Secret(database.url) })
  await write(store, 5)
  const lost = await store.info()
  await execute(
    database.url,
    `${anotherServer}; delete from sallyport.records where version > 3; update sallyport.meta set head = 3`,
  )
  await using afterFailover = await openPostgresRecordStore({ url: new Secret(database.url) })
  const info = await afterFailover.info()

  expect(info.epoch).not.toBe(lost.epoch)
  expect(info.head).toBe(3n)
  expect(await afterFailover.isOnHistory({ epoch: info.epoch, version: 3n })).toBe(true)
})

test('a table that was rewritten is another table', async () => {
  await using database = await createDatabase()
  await using store = await openPostgresRecordStore({ url: new Secret(database.url) })
  await write(store, 1)
  const { epoch } = await store.info()
  await execute(database.url, 'vacuum full sallyport.records')
  await write(store, 1)

  expect((await store.info()).epoch).not.toBe(epoch)
})

test('a store under which the database was swapped for another answers nothing, rather than the other’s state as its own', async () => {
  await using database = await createDatabase()
  await using other = await createDatabase()
  await using store = await openPostgresRecordStore({ url: new Secret(database.url) })
  await using otherStore = await openPostgresRecordStore({ url: new Secret(other.url) })
  await write(store, 1)
  await write(otherStore, 5)
  const maintenance = new URL(database.url)
  maintenance.pathname = '/postgres'
  const names = [database.name, other.name]
  for (const name of names)
    await execute(
      maintenance.href,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'; alter database ${name} rename to swapped_${name}`,
    )
  for (const [from, to] of [names, names.toReversed()])
    await execute(maintenance.href, `alter database swapped_${from} rename to ${to}`)

  await expect(store.info()).rejects.toMatchObject({ code: 'unavailable' })
  await expect(store.changesAfter(0n, 10)).rejects.toMatchObject({ code: 'unavailable' })
  await expect(write(store, 1)).rejects.toMatchObject({ code: 'unavailable' })
})
