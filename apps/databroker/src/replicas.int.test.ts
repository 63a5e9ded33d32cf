import { setTimeout as sleep } from 'node:timers/promises'
import { DatabrokerClient } from '@sallyport/databroker-client'
import type { Version } from '@sallyport/records'
import { expect, test } from 'vitest'
import { Follower, openReplicas, putSession } from './replicas.int.fixture.ts'

const soon = () => AbortSignal.timeout(15_000)
const upTo = (version: Version) => Array.from({ length: Number(version) }, (_, index) => BigInt(index + 1))
const ascending = (a: Version, b: Version) => (a < b ? -1 : 1)

test('R-03: no subscriber of two replicas skips a version, wherever the writers are held back', async () => {
  await using network = await openReplicas()
  await using first = await network.start('first')
  await using second = await network.start('second')
  const clients = [await network.connect(first), await network.connect(second)]
  const followers = clients.map(() => new Follower())
  await using scope = new AsyncDisposableStack()
  for (const [index, client] of clients.entries())
    await scope.use(followers[index]?.follow(client) ?? (await Promise.reject())).caughtUp(soon())

  const versions: Version[] = []
  for (let round = 0; round < 10; round++) {
    await network.postgres.query('begin')
    // Before a batch is numbered; or after, so that others wait for what is numbered and not committed.
    if (round % 2 === 0) await network.postgres.query('select from sallyport.meta for update')
    else
      await network.postgres.query(`
        insert into sallyport.records (type, id, version, data, created_at, modified_at, written_by)
        values ('session', '${round}-0', 0, '{}', now(), now(), 'held')`)
    const writes = Array.from({ length: 10 }, (_, index) => clients.map((client) => ({ client, index })))
      .flat()
      .map(({ client, index }) =>
        putSession(client, client === clients[0] ? `${round}-${index}` : `b-${round}-${index}`),
      )
    await sleep(round * 8)
    await network.postgres.query('rollback')
    versions.push(...(await Promise.all(writes)))
  }
  const last = BigInt(versions.length)
  expect(versions.toSorted(ascending)).toEqual(upTo(last))

  for (const { mirror, batches, laterResets } of followers) {
    await mirror.waitForVersion(mirror.epoch ?? '', last, soon())
    const seen: Version[] = []
    for (const { version, changes } of batches) {
      seen.push(...changes.map((change) => change.version))
      expect(seen).toEqual(upTo(version))
    }
    expect(laterResets).toBe(0)
  }
})

test('R-05: subscribers and writers go on while the databrokers’ Postgres backends are killed', async () => {
  await using network = await openReplicas()
  await using first = await network.start('first')
  await using second = await network.start('second')
  const client = await network.connect(first, second)
  const follower = new Follower()
  await using sync = follower.follow(client)
  await sync.caughtUp(soon())

  const versions: Version[] = []
  for (let round = 0; round < 6; round++) {
    const writes = Array.from({ length: 10 }, (_, index) => putSession(client, `${round}-${index}`))
    await sleep(round * 2)
    await network.killBackends()
    versions.push(...(await Promise.all(writes)))
  }
  const last = versions.toSorted(ascending).at(-1) ?? 0n
  expect(new Set(versions).size).toBe(60)
  await follower.mirror.waitForVersion(follower.mirror.epoch ?? '', last, soon())
  expect(follower.mirror.count('session')).toBe(60)
  expect(follower.laterResets).toBe(0)
})

test('R-01: a write whose answer came too late is done once, whichever replica is asked again', async () => {
  await using network = await openReplicas()
  await using first = await network.start('first')
  await using second = await network.start('second')
  const client = await network.connect(first, second)
  const impatient = new DatabrokerClient(client, { timeoutMs: 10_000, attemptTimeoutMs: 150 })
  await network.postgres.query('begin')
  await network.postgres.query('select from sallyport.meta for update')
  const write = putSession(impatient, 'x')
  await sleep(400)
  await network.postgres.query('rollback')

  expect(await write).toBe(1n)
  expect(await impatient.serverInfo()).toMatchObject({ version: 1n })
})

test('a subscriber resumes where it was when its databroker is started anew', async () => {
  await using network = await openReplicas()
  await using other = await network.start('other')
  const writer = await network.connect(other)
  const follower = new Follower()
  const old = await network.start('restarted')
  await using sync = follower.follow(await network.connect(old))
  await sync.caughtUp(soon())
  await putSession(writer, 'before')
  await expect.poll(() => follower.mirror.count('session')).toBe(1)
  await old[Symbol.asyncDispose]()
  const meanwhile = await putSession(writer, 'meanwhile')
  await using _restarted = await network.start('restarted', old.grpcPort)

  await follower.mirror.waitForVersion(follower.mirror.epoch ?? '', meanwhile, soon())
  expect([...follower.mirror.byType('session')].map(({ id }) => id).sort()).toEqual(['before', 'meanwhile'])
  expect(follower.laterResets).toBe(0)
})

test('R-08: lost commits reset the subscribers that had seen them, and nobody else', async () => {
  await using network = await openReplicas()
  await using broker = await network.start('only')
  const client = await network.connect(broker)
  const [hasSeen, hasNot] = [new Follower(), new Follower()]
  for (const id of ['1', '2', '3']) await putSession(client, id)
  {
    await using sync = hasNot.follow(client)
    await sync.caughtUp(soon())
  }
  await using seeing = hasSeen.follow(client)
  await seeing.caughtUp(soon())
  for (const id of ['lost-4', 'lost-5']) await putSession(client, id)
  await expect.poll(() => hasSeen.mirror.count('session')).toBe(5)

  await network.failOver(3n)
  // Past where the lost ones ended, so that their cursor is none from the future.
  for (const id of ['4', '5', '6', '7']) await putSession(client, id)
  const whole = ['1', '2', '3', '4', '5', '6', '7']
  const idsOf = ({ mirror }: Follower) => [...mirror.byType('session')].map(({ id }) => id).sort()
  await expect.poll(() => idsOf(hasSeen), { timeout: 10_000 }).toEqual(whole)
  await using _sync = hasNot.follow(client)
  await expect.poll(() => idsOf(hasNot), { timeout: 10_000 }).toEqual(whole)
  expect([hasSeen.laterResets, hasNot.laterResets]).toEqual([1, 0])
})
