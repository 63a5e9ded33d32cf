import { Secret, sleep } from '@sallyport/kernel'
import { type PutOperation, recordRules, recordTypes } from '@sallyport/records'
import { createDatabase } from '@sallyport/testkit-postgres'
import pg from 'pg'
import { expect, test } from 'vitest'
import { openPostgresRecordStore } from './open-postgres-record-store.ts'
import type { UnreadableRecord } from './record-row.ts'

const put = (id: string, data: PutOperation['data'] = {}): PutOperation => ({
  ...{ type: 'session', id, precondition: { mode: 'create' }, data, writtenBy: 'a' },
})

async function connectedClient(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() })
}

test('backends that are terminated again and again cost single writes, never the store', async () => {
  await using database = await createDatabase()
  await using store = await openPostgresRecordStore({ url: new Secret(database.url) })
  await using client = await connectedClient(database.url)
  const terminate = `
    select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
  const outcomes = new Map<string, number>()
  const count = (outcome: string): void => void outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  for (let round = 0; round < 5; round++) {
    const writes = Array.from({ length: 20 }, (_, index) =>
      store.put(put(`${round}-${index}`)).then(
        () => count('stored'),
        (error) => count(error.code),
      ),
    )
    await sleep(round)
    await client.query(terminate)
    await Promise.all(writes)
    expect(await store.get({ type: 'session', id: 'nobody' })).toBeUndefined()
  }

  expect([...outcomes.keys()].sort()).toEqual(expect.arrayContaining(['stored']))
  expect([...outcomes.keys()].filter((outcome) => outcome !== 'stored' && outcome !== 'unavailable')).toEqual([])
  expect(await store.put(put('afterwards'))).toMatchObject({ outcome: 'stored' })
})

test('reads go on over a terminated backend without the caller noticing', async () => {
  await using database = await createDatabase()
  await using store = await openPostgresRecordStore({ url: new Secret(database.url), maxConnections: 2 })
  await using client = await connectedClient(database.url)
  await store.info()
  await client.query(`
    select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)

  expect(await store.info()).toMatchObject({ head: 0n })
})

test('what the database alone refuses fails its own write, not the batch it came in', async () => {
  await using database = await createDatabase()
  await using store = await openPostgresRecordStore({ url: new Secret(database.url) })
  await using client = await connectedClient(database.url)
  await client.query(`alter table sallyport.records add constraint by_hand check (not data ? 'forbidden')`)
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) => store.put(put(`${index}`, index === 13 ? { forbidden: true } : {}))),
  )

  expect(results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([13])
  expect(results[13]).toMatchObject({ reason: { code: 'invalid-argument' } })
  expect((await store.info()).head).toBe(19n)
})

test('rows that are no records are passed over and told of, and the pages go on behind them', async () => {
  await using database = await createDatabase()
  const unreadable: UnreadableRecord[] = []
  await using store = await openPostgresRecordStore({
    url: new Secret(database.url),
    onUnreadableRecord: (record) => unreadable.push(record),
  })
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) await store.put(put(id, { user_id: 'u' }))
  await using client = await connectedClient(database.url)
  await client.query(`
    alter table sallyport.records alter column data drop not null;
    update sallyport.records set type = 'of_tomorrow' where id = 'b';
    update sallyport.records set data = null where id = 'c';
    update sallyport.records set data = '[1]' where id = 'd'`)
  const seen: string[] = []
  for (let after = 0n, head = 1n; after < head; ) {
    const page = await store.changesAfter(after, 2)
    seen.push(...page.records.map(({ id }) => id))
    after = page.through
    head = page.head
  }

  expect(seen).toEqual(['a', 'e', 'f'])
  expect(unreadable.map(({ id, problem }) => `${id}: ${problem}`)).toEqual([
    'b: unknown type',
    'c: data is no object',
    'd: data is no object',
  ])
  expect(await store.get({ type: 'session', id: 'c' })).toBeUndefined()
  const { records } = await store.query({ type: 'session', limit: 10 })
  expect(records.map(({ id }) => id)).toEqual(['a', 'e', 'f'])
  expect(await store.listTypes()).toEqual(['session'])
  expect(await store.delete({ type: 'session', id: 'd', reason: 'r', writtenBy: 'a' })).toMatchObject({
    deletedByThisCall: true,
  })
})

test('every field that records are found by has an index of its own', async () => {
  await using database = await createDatabase()
  await using _store = await openPostgresRecordStore({ url: new Secret(database.url) })
  await using client = await connectedClient(database.url)
  const { rows } = await client.query<{ indexdef: string }>(
    `select indexdef from pg_indexes where schemaname = 'sallyport' and tablename = 'records'`,
  )
  const wanted = recordTypes.flatMap((type) => recordRules(type).indexedFields.map((field) => `${type} ${field}`))
  const there = rows.flatMap(({ indexdef }) => {
    const [, field, type] = /\(\(data ->> '(\w+)'::text\)\), id\) WHERE \(+type = '(\w+)'/.exec(indexdef) ?? []
    return type && field ? [`${type} ${field}`] : []
  })

  expect(there.sort()).toEqual(wanted.sort())
})

test('a store without a database to be reached does not open', async () => {
  await expect(openPostgresRecordStore({ url: new Secret('postgres://u@127.0.0.1:1/d') })).rejects.toMatchObject({
    code: 'unavailable',
  })
  for (const maxConnections of [1, 11, 2.5])
    await expect(
      openPostgresRecordStore({ url: new Secret('postgres://u@127.0.0.1:1/d'), maxConnections }),
    ).rejects.toMatchObject({ code: 'invalid-argument' })
})
