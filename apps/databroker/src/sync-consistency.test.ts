import { setTimeout as sleep } from 'node:timers/promises'
import { Mirror, type Version } from '@sallyport/records'
import { MemoryRecordStore } from '@sallyport/storage-memory'
import { expect, test } from 'vitest'
import { FailingOverStore } from './history.fixture.ts'
import { type DecodedResponse, startFeed } from './sync-session.fixture.ts'

type Feed = Awaited<ReturnType<typeof startFeed>>['feed']

async function untilRead(feed: Feed, version: Version): Promise<void> {
  while (feed.head < version) await feed.afterNextRead(AbortSignal.timeout(10_000))
}

/** A mirror that has seen the store while it was empty, so that its cursor is good and everything is still to come. */
async function mirrorOfNothing(store: FailingOverStore): Promise<Mirror> {
  await using network = await startFeed(store)
  const mirror = new Mirror({ types: ['session'] })
  await network.follow(mirror, ({ kind }) => kind === 'checkpoint')
  return mirror
}

test('a record that moves on while a subscriber catches up is missing at no checkpoint', async () => {
  const store = new FailingOverStore()
  const mirror = await mirrorOfNothing(store)
  const moved = await store.put('moved')
  for (let index = 0; index < 1_500; index++) await store.put(`before-${index}`)
  await using network = await startFeed(store)
  // Within the ring, in several segments that each ended at the head of their time.
  for (let index = 0; index < 600; index++) await untilRead(network.feed, await store.put(`in-the-ring-${index}`))
  const movedTo = await store.put('moved')
  await untilRead(network.feed, movedTo)

  const hadIt: boolean[] = []
  await network.follow(mirror, ({ kind }) => {
    if (kind === 'checkpoint' && mirror.version >= moved)
      hadIt.push(mirror.get({ type: 'session', id: 'moved' }) !== undefined)
    return mirror.version >= movedTo
  })
  expect(hadIt).toEqual([true])
})

test('a subscriber that has come past a feed that is held up gets no checkpoint half-way', async () => {
  const store = new FailingOverStore()
  const mirror = await mirrorOfNothing(store)
  await store.put('moved')
  for (let index = 0; index < 600; index++) await store.put(`before-${index}`)
  await using network = await startFeed(store)
  const letGo = store.holdFeed()
  for (let index = 0; index < 1_900; index++) await store.put(`after-${index}`)
  const movedTo = await store.put('moved')

  const versions: Version[] = []
  const following = network.follow(mirror, ({ kind }) => {
    if (kind === 'checkpoint') versions.push(mirror.version)
    return kind === 'checkpoint'
  })
  await expect.poll(() => store.subscriberPages).toBeGreaterThan(0)
  await sleep(20)
  letGo()
  await following
  expect(versions).toEqual([movedTo])
})

test('a nonce is not echoed before the feed has come to the end of a read in several pages', async () => {
  const store = new FailingOverStore()
  const mirror = await mirrorOfNothing(store)
  await using network = await startFeed(store, { pageSize: 1 })
  const letGo = store.holdFeed()
  const versions: Version[] = []
  for (const id of ['a', 'b', 'c']) versions.push(await store.put(id))
  letGo()
  const seen: DecodedResponse[] = []
  await network.follow(
    mirror,
    async (response) => {
      seen.push(response)
      return response.kind === 'echo'
    },
    { nonce: '7' },
  )
  expect(mirror.version).toBe(versions.at(-1))
})

test('a feed that was held up until tombstones were collected sends its subscribers back to the table', async () => {
  let now = new Date('2026-01-01T00:00:00Z')
  await using records = new MemoryRecordStore(() => now)
  let held = Promise.resolve()
  const store: Parameters<typeof startFeed>[0] = {
    info: () => records.info(),
    isOnHistory: (cursor) => records.isOnHistory(cursor),
    onLocalCommit: (listener) => records.onLocalCommit(listener),
    changesAfter: async (after, limit, types, signal) => {
      if (types === undefined) await held
      return records.changesAfter(after, limit, types, signal)
    },
  }
  const id = 'deleted'
  await records.put({ type: 'session', id, data: {}, precondition: { mode: 'create' }, writtenBy: 'a' })
  await using network = await startFeed(store)
  const mirror = new Mirror({ types: ['session'] })
  const seen = await network.follow(mirror, async ({ kind }) => {
    if (kind === 'checkpoint' && mirror.version === 1n) {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      await sleep(10)
      await records.delete({ type: 'session', id, reason: 'signed out', writtenBy: 'a' })
      now = new Date('2026-01-03T00:00:00Z')
      await records.collectTombstones(86_400_000, 100)
      resolve()
    }
    return kind === 'checkpoint' && mirror.version > 1n
  })
  expect(mirror.count('session')).toBe(0)
  expect(seen.filter(({ kind }) => kind === 'reset').at(-1)).toMatchObject({
    reason: 'tombstones after the cursor are gone',
  })
})

test('a page of commits that were lost half-way through is not gone on from', async () => {
  const store = new FailingOverStore()
  const mirror = await mirrorOfNothing(store)
  await store.put('moved')
  for (let index = 0; index < 2_500; index++) await store.put(`s${index}`)
  // So the first page does not have it, and the second, in the next epoch, would not either.
  await store.put('moved', { isLost: true })
  await using network = await startFeed(store)
  let pages = 0
  const seen = await network.follow(mirror, async ({ kind }) => {
    if (kind === 'changes' && ++pages === 2) await store.failOver()
    return kind === 'checkpoint'
  })
  expect(seen.at(0)?.kind).toBe('changes')
  expect(mirror.get({ type: 'session', id: 'moved' })).toMatchObject({ version: 1n })
  expect(mirror.count('session')).toBe(2_501)
})

test('a subscriber that knows a new epoch before the feed does not ask the store again and again meanwhile', async () => {
  const store = new FailingOverStore()
  await using network = await startFeed(store)
  const letGo = store.holdFeed()
  await sleep(10)
  await store.failOver()
  const mirror = new Mirror({ types: ['session'] })
  const following = network.follow(mirror, () => mirror.count('session') === 1)
  await sleep(50)
  expect(store.subscriberPages).toBeLessThan(4)
  letGo()
  await store.put('a')
  await following
})

test('a whole state from under which a tombstone was collected is sent anew', async () => {
  let now = new Date('2026-01-01T00:00:00Z')
  await using store = new MemoryRecordStore(() => now)
  const write = { data: {}, precondition: { mode: 'create' }, writtenBy: 'a' } as const
  for (let index = 0; index < 2_500; index++) await store.put({ type: 'session', id: `s${index}`, ...write })
  await using network = await startFeed(store)
  const mirror = new Mirror({ types: ['session'] })
  let isDeleted = false
  const seen = await network.follow(mirror, async ({ kind }) => {
    if (kind === 'changes' && !isDeleted) {
      isDeleted = true
      await store.delete({ type: 'session', id: 's0', reason: 'signed out', writtenBy: 'a' })
      now = new Date('2026-01-03T00:00:00Z')
      await store.collectTombstones(86_400_000, 100)
    }
    return kind === 'checkpoint'
  })
  expect(seen.flatMap((response) => (response.kind === 'reset' ? [response.reason] : []))).toEqual([
    'no cursor',
    'tombstones were collected during a reset',
  ])
  expect(mirror.get({ type: 'session', id: 's0' })).toBeUndefined()
  expect(mirror.count('session')).toBe(2_499)
})
