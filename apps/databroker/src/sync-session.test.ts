import { Mirror, type RecordStore, type Version } from '@sallyport/records'
import { MemoryRecordStore } from '@sallyport/storage-memory'
import { expect, test } from 'vitest'
import { startFeed } from './sync-session.fixture.ts'

const writtenBy = 'spiffe://test/service/authenticate/a'

async function putSession(store: RecordStore, id: string, userId = 'idp/bob'): Promise<Version> {
  const result = await store.put({
    type: 'session',
    id,
    data: { user_id: userId, kind: 'browser', email: 'bob@example.com' },
    precondition: { mode: 'create' },
    writtenBy,
  })
  if (result.outcome !== 'stored') throw new Error(result.outcome)
  return result.version
}

const atVersion = (mirror: Mirror, version: Version) => () => mirror.version >= version

test('a first stream is a reset with the whole state, and then every change', async () => {
  await using store = new MemoryRecordStore()
  await putSession(store, 'one')
  await using network = await startFeed(store)
  const mirror = new Mirror({ types: ['session'] })
  let later: Version | undefined
  const seen = await network.follow(mirror, async ({ kind }) => {
    if (kind === 'checkpoint' && later === undefined) later = await putSession(store, 'two')
    return later !== undefined && mirror.version >= later
  })
  expect(seen.map(({ kind }) => kind).slice(0, 3)).toEqual(['reset', 'changes', 'checkpoint'])
  expect([...mirror.byType('session')].map(({ id }) => id)).toEqual(['one', 'two'])
})

test('of two sessions of one user, the delete of one drops exactly that one and says whose it was and why', async () => {
  await using store = new MemoryRecordStore()
  await using network = await startFeed(store)
  const mirror = new Mirror({ types: ['session'] })
  await putSession(store, 'kept')
  const version = await putSession(store, 'deleted')
  await network.follow(mirror, atVersion(mirror, version))
  const deletion = await store.delete({ type: 'session', id: 'deleted', reason: 'signed out', writtenBy })
  const seen = await network.follow(mirror, atVersion(mirror, deletion.outcome === 'gone' ? deletion.version : 0n))
  expect([...mirror.byType('session')].map(({ id }) => id)).toEqual(['kept'])
  expect(seen.flatMap((response) => (response.kind === 'changes' ? response.records : []))).toMatchObject([
    { id: 'deleted', deleted: true, deleteReason: 'signed out', data: { user_id: 'idp/bob' } },
  ])
})

test('a stream resumes from its cursor without a reset', async () => {
  await using store = new MemoryRecordStore()
  await using network = await startFeed(store)
  const mirror = new Mirror({ types: ['session'] })
  await network.follow(mirror, atVersion(mirror, await putSession(store, 'one')))
  const seen = await network.follow(mirror, atVersion(mirror, await putSession(store, 'two')))
  expect(seen.some(({ kind }) => kind === 'reset')).toBe(false)
  expect(mirror.count('session')).toBe(2)
})

test('a cursor from before collected tombstones leads to a reset, and the deleted record is gone', async () => {
  let now = new Date('2026-01-01T00:00:00Z')
  await using store = new MemoryRecordStore(() => now)
  const mirror = new Mirror({ types: ['session'] })
  {
    await using network = await startFeed(store)
    await network.follow(mirror, atVersion(mirror, await putSession(store, 'one')))
  }
  await store.delete({ type: 'session', id: 'one', reason: 'signed out', writtenBy })
  now = new Date('2026-01-03T00:00:00Z')
  await store.collectTombstones(86_400_000, 100)
  await using network = await startFeed(store)
  const seen = await network.follow(mirror, ({ kind }) => kind === 'checkpoint')
  expect(seen[0]).toMatchObject({ kind: 'reset', reason: 'tombstones after the cursor are gone' })
  expect(mirror.count('session')).toBe(0)
})

test('a cursor of another view is refused by a reset', async () => {
  await using store = new MemoryRecordStore()
  await using network = await startFeed(store)
  const mirror = new Mirror({ types: ['session'] })
  await network.follow(mirror, atVersion(mirror, await putSession(store, 'one')))
  const seen = await network.follow(mirror, ({ kind }) => kind === 'checkpoint', { service: 'proxy' })
  expect(seen[0]).toMatchObject({ kind: 'reset', reason: 'the cursor belongs to another view' })
})

test('a proxy is sent neither claims nor email', async () => {
  await using store = new MemoryRecordStore()
  await putSession(store, 'one')
  await using network = await startFeed(store)
  const mirror = new Mirror({ types: ['session', 'user'] })
  const seen = await network.follow(mirror, ({ kind }) => kind === 'checkpoint', { service: 'proxy' })
  expect(JSON.stringify(seen, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))).not.toContain(
    'bob@example.com',
  )
  expect(mirror.get({ type: 'session', id: 'one' })?.data).toEqual({ user_id: 'idp/bob', kind: 'browser' })
})

test('DB-05: a type that a role may not sync is refused, whatever else is asked for', async () => {
  await using store = new MemoryRecordStore()
  await using network = await startFeed(store)
  const mirror = new Mirror({ types: ['session', 'grant'] })
  await expect(network.follow(mirror, () => true, { service: 'proxy' })).rejects.toMatchObject({
    code: 'permission-denied',
  })
})

test('a nonce is echoed only after everything that was committed before it', async () => {
  await using store = new MemoryRecordStore()
  await using network = await startFeed(store)
  const mirror = new Mirror({ types: ['session'] })
  await network.follow(mirror, ({ kind }) => kind === 'checkpoint')
  const version = await putSession(store, 'one')
  const seen = await network.follow(mirror, ({ kind }) => kind === 'echo', { nonce: '7' })
  expect(seen.at(-1)).toEqual({ kind: 'echo', nonce: '7' })
  expect(mirror.version).toBeGreaterThanOrEqual(version)
})

test('a delete while the whole state is being sent is not lost', async () => {
  await using store = new MemoryRecordStore()
  for (let index = 0; index < 5_000; index++) await putSession(store, `s${index}`)
  await using network = await startFeed(store)
  const mirror = new Mirror({ types: ['session'] })
  let deleted: Version | undefined
  await network.follow(mirror, async ({ kind }) => {
    if (kind === 'changes' && deleted === undefined) {
      const result = await store.delete({ type: 'session', id: 's0', reason: 'signed out', writtenBy })
      deleted = result.outcome === 'gone' ? result.version : 0n
    }
    return deleted !== undefined && mirror.version >= deleted
  })
  expect(mirror.get({ type: 'session', id: 's0' })).toBeUndefined()
  expect(mirror.count('session')).toBe(4_999)
})

test('a subscriber that stops reading for long is served from the table and misses nothing', async () => {
  await using store = new MemoryRecordStore()
  await using network = await startFeed(store)
  const mirror = new Mirror({ types: ['session'] })
  let written: Version = 0n
  await network.follow(mirror, async ({ kind }) => {
    if (kind === 'checkpoint' && written === 0n) {
      for (let index = 0; index < 20_000; index++) written = await putSession(store, `s${index}`)
      while (network.feed.head < written) await network.feed.afterNextRead(AbortSignal.timeout(10_000))
    }
    return written > 0n && mirror.version >= written
  })
  expect(mirror.count('session')).toBe(20_000)
})
