import { Secret, sleep } from '@sallyport/kernel'
import type { PutOperation, PutResult, RecordStore, Version } from '@sallyport/records'
import { createDatabase } from '@sallyport/testkit-postgres'
import pg from 'pg'
import { expect, test } from 'vitest'
import { openPostgresRecordStore } from './open-postgres-record-store.ts'
import type { PostgresRecordStore } from './postgres-record-store.ts'

interface Bed extends AsyncDisposable {
  readonly url: string
  readonly a: PostgresRecordStore
  readonly b: PostgresRecordStore
  /** Holds the counter's row from outside, so that every batch stops before it is numbered, until it is let go. */
  holdTheCounter(): Promise<() => Promise<void>>
}

async function twoStores(): Promise<Bed> {
  await using scope = new AsyncDisposableStack()
  const { url } = scope.use(await createDatabase())
  const a = scope.use(await openPostgresRecordStore({ url: new Secret(url), maxConnections: 4 }))
  const b = scope.use(await openPostgresRecordStore({ url: new Secret(url), maxConnections: 4 }))
  const client = scope.adopt(new pg.Client({ connectionString: url }), (opened) => opened.end())
  await client.connect()
  const holdTheCounter = async (): Promise<() => Promise<void>> => {
    await client.query('begin')
    await client.query('select from sallyport.meta for update')
    return async () => {
      await client.query('rollback')
    }
  }
  const owned = scope.move()
  return { url, a, b, holdTheCounter, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

const put = (id: string, change: Partial<PutOperation> = {}): PutOperation => ({
  ...{ type: 'session', id, precondition: { mode: 'create' }, data: {}, writtenBy: 'a' },
  ...change,
})

function versionOf(result: PutResult): Version {
  if (result.outcome !== 'stored') throw new Error(`the write was answered with ${result.outcome}`)
  return result.version
}

/** Pages from the beginning until it is told that the writers are done and has caught up with them. */
async function follow(store: RecordStore, writersAreDone: () => boolean): Promise<Version[]> {
  const seen: Version[] = []
  for (let after = 0n, isLastRound = false; ; ) {
    const page = await store.changesAfter(after, 7)
    seen.push(...page.records.map(({ version }) => version))
    after = page.through
    if (page.through < page.head) continue
    if (isLastRound) return seen
    isLastRound = writersAreDone()
    await sleep(1)
  }
}

test('versions appear in commit order, whatever the writers are held back by', async () => {
  await using bed = await twoStores()
  let isDone = false
  const followers = [follow(bed.a, () => isDone), follow(bed.b, () => isDone)]
  const versions: Version[] = []
  for (let round = 0; round < 8; round++) {
    const letGo = await bed.holdTheCounter()
    const writes = Array.from({ length: 10 }, (_, index) => (index % 2 ? bed.a : bed.b).put(put(`${round}-${index}`)))
    await sleep(round * 5)
    await letGo()
    versions.push(...(await Promise.all(writes)).map(versionOf))
  }
  isDone = true
  const everything = Array.from({ length: 80 }, (_, index) => BigInt(index + 1))

  expect(versions.toSorted((x, y) => (x < y ? -1 : 1))).toEqual(everything)
  for (const seen of await Promise.all(followers)) expect(seen).toEqual(everything)
})

test('of two stores that create one record, one does; of two that delete it, one does', async () => {
  await using bed = await twoStores()
  const letGo = await bed.holdTheCounter()
  const creates = [bed.a.put(put('x')), bed.b.put(put('x'))]
  await sleep(20)
  await letGo()
  expect((await Promise.all(creates)).map(({ outcome }) => outcome).sort()).toEqual(['already-exists', 'stored'])

  const letGoAgain = await bed.holdTheCounter()
  const deletes = [bed.a, bed.b].map((store) => store.delete({ type: 'session', id: 'x', reason: 'r', writtenBy: 'a' }))
  await sleep(20)
  await letGoAgain()
  const answers = await Promise.all(deletes)
  expect(answers.filter((answer) => answer.outcome === 'gone' && answer.deletedByThisCall)).toHaveLength(1)
})

test('an operation id is one operation for all stores', async () => {
  await using bed = await twoStores()
  const operationId = uuidv7()
  const letGo = await bed.holdTheCounter()
  const both = [bed.a, bed.b].map((store) => store.put(put('x', { operationId })))
  await sleep(20)
  await letGo()
  const [first, second] = await Promise.all(both)

  expect(first).toEqual(second)
  expect((await bed.a.info()).head).toBe(1n)
})

test('a record whose expiry is put off while the sweeper is on its way stays', async () => {
  await using bed = await twoStores()
  const expired = await bed.a.put(put('x', { expiresAt: new Date(Date.now() - 1_000) }))
  const letGo = await bed.holdTheCounter()
  const putOff = bed.b.put(
    put('x', {
      precondition: { mode: 'compare-and-set', expectedVersion: versionOf(expired) },
      expiresAt: new Date(Date.now() + 60_000),
    }),
  )
  await untilWaiting(bed.url, 1)
  const sweep = bed.a.sweepExpired(10, 'sweeper')
  await untilWaiting(bed.url, 2)
  await letGo()

  expect(await putOff).toMatchObject({ outcome: 'stored' })
  expect(await sweep).toBe(0)
  expect(await bed.a.get({ type: 'session', id: 'x' })).toMatchObject({ deleted: false })
})

test('a lease cannot change hands between a fence’s test and its commit', async () => {
  await using bed = await twoStores()
  const lease = await bed.a.acquireLease('l', 'a', 1)
  const token = lease.outcome === 'held' ? lease.token : 0n
  await sleep(20)
  // The next holder's change of the lease is held back, after it has taken the row.
  const client = new pg.Client({ connectionString: bed.url })
  await client.connect()
  await client.query('begin')
  await client.query(`update sallyport.leases set holder = 'b', token = token + 1 where name = 'l'`)
  const write = bed.a.put(put('x', { fence: { lease: 'l', holder: 'a', token } }))
  await untilWaiting(bed.url, 1)
  await client.query('commit')
  await client.end()

  expect(await write).toEqual({ outcome: 'fenced' })
})

async function untilWaiting(url: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  await expect.poll(async () => (await client.query(waiting)).rowCount).toBe(count)
  await client.end()
}

function uuidv7(): string {
  const made = Date.now().toString(16).padStart(12, '0')
  return `${made.slice(0, 8)}-${made.slice(8)}-7000-8000-${crypto.randomUUID().slice(24)}`
}
