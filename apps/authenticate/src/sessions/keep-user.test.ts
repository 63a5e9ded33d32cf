import type { PutCommand, StoreResult } from '@sallyport/databroker-client'
import { encodeUser, type Person } from '@sallyport/identity'
import type { RecordKey, StoredRecord } from '@sallyport/records'
import { MemoryRecordStore } from '@sallyport/storage-memory'
import { expect, test } from 'vitest'
import { keepUser } from './keep-user.ts'

const signal = AbortSignal.timeout(10_000)
const now = () => new Date('2026-01-01T12:00:00Z')
const provider = { name: 'corporate', issuer: 'https://idp.example' }
const person: Person = {
  subject: 'alice',
  email: 'alice@example.com',
  emailVerified: true,
  groups: ['eng'],
  claims: {},
  remarks: [],
}
const key = { type: 'user', id: 'corporate/alice' } as const

/** The store as a client sees it; `between` runs after each read. */
function client(store: MemoryRecordStore, between: () => Promise<unknown> = async () => {}) {
  return {
    get: async (wanted: RecordKey): Promise<StoredRecord | undefined> => {
      const found = await store.get(wanted)
      await between()
      return found
    },
    put: async ({ type, id, data, precondition }: PutCommand): Promise<StoreResult> => {
      const result = await store.put({ type, id, data, precondition, writtenBy: 'test' })
      return result.outcome === 'stored' ? { ...result, epoch: 'e' } : result
    },
  }
}

test('two who sign the same person in at once both keep the one user', async () => {
  await using store = new MemoryRecordStore()
  let others = 2
  const another = async () => {
    if (others-- > 0)
      await keepUser(client(store), { person: { ...person, groups: [`g${others}`] }, provider, now }, signal)
  }
  const kept = await keepUser(client(store, another), { person, provider, now }, signal)
  expect(kept).toMatchObject({ outcome: 'kept', user: { groups: ['eng'] } })
  expect(await store.get(key)).toMatchObject({ data: { groups: ['eng'] } })
})

test('what ended the sessions of a user is kept', async () => {
  await using store = new MemoryRecordStore()
  const sessionsValidFrom = new Date('2025-12-01T00:00:00Z')
  const user = {
    id: key.id,
    provider: 'corporate',
    issuer: provider.issuer,
    subject: 'alice',
    emailVerified: false,
    groups: [],
  }
  await store.put({
    ...encodeUser({ ...user, sessionsValidFrom }),
    precondition: { mode: 'create' },
    writtenBy: 'test',
  })
  const kept = await keepUser(client(store), { person, provider, now }, signal)
  expect(kept).toMatchObject({ user: { sessionsValidFrom, email: 'alice@example.com' } })
})

test('a user who changes without end is given up', async () => {
  await using store = new MemoryRecordStore()
  let round = 0
  const another = async () =>
    keepUser(client(store), { person: { ...person, groups: [`g${round++}`] }, provider, now }, signal)
  await expect(keepUser(client(store, another), { person, provider, now }, signal)).rejects.toMatchObject({
    code: 'unavailable',
  })
  expect(round).toBe(5)
})

test('a user who was deleted comes back without the sessions from before', async () => {
  await using store = new MemoryRecordStore()
  await keepUser(client(store), { person, provider, now: () => new Date('2025-12-01T00:00:00Z') }, signal)
  await store.delete({ ...key, reason: 'removed', writtenBy: 'test' })
  const kept = await keepUser(client(store), { person, provider, now }, signal)
  expect(kept).toMatchObject({ user: { sessionsValidFrom: now() } })
  expect(await keepUser(client(store), { person, provider, now: () => new Date() }, signal)).toEqual(kept)
})
