import { describe, expect, test } from 'vitest'
import type { RecordKey, Version } from '../record.ts'
import type { RecordStore } from '../record-store.ts'
import { compareAndSet, create, type OpenSubject, remove, route, session, stored, upsert, user } from './subject.ts'

async function tombstone(store: RecordStore, key: RecordKey): Promise<Version> {
  await stored(store.put(create(key)))
  const { outcome, ...gone } = { version: 0n, ...(await store.delete(remove(key))) }
  expect(outcome).toBe('gone')
  return gone.version
}

export function putsAndDeletes(open: OpenSubject): void {
  describe('put', () => {
    test('where there is no record: create and upsert store, compare-and-set does not find one', async () => {
      await using subject = await open()
      const { store } = subject

      expect(await store.put(create(session))).toMatchObject({ outcome: 'stored' })
      expect(await store.put(upsert(route))).toMatchObject({ outcome: 'stored' })
      expect(await store.put(compareAndSet(user, 7n))).toEqual({ outcome: 'not-found' })
    })

    test('where a record lives: create finds it, compare-and-set stores at its version and at no other, upsert stores', async () => {
      await using subject = await open()
      const { store } = subject
      const first = await stored(store.put(create(route, { data: { n: 1 } })))

      expect(await store.put(create(route))).toEqual({ outcome: 'already-exists', currentVersion: first })
      for (const wrong of [first + 1n, 2n ** 62n])
        expect(await store.put(compareAndSet(route, wrong))).toEqual({
          outcome: 'version-mismatch',
          currentVersion: first,
        })
      const second = await stored(store.put(compareAndSet(route, first, { data: { n: 2 } })))
      expect(second).toBeGreaterThan(first)
      expect(await store.put(compareAndSet(route, first))).toEqual({
        outcome: 'version-mismatch',
        currentVersion: second,
      })
      const third = await stored(store.put(upsert(route, { data: { n: 3 } })))
      expect(await store.get(route)).toMatchObject({ version: third, data: { n: 3 } })
    })

    test('where a tombstone bars an id that is used once: nothing is ever written under it again', async () => {
      await using subject = await open()
      const { store } = subject
      const version = await tombstone(store, session)
      const deleted = { outcome: 'deleted', currentVersion: version }

      expect(await store.put(create(session))).toEqual(deleted)
      expect(await store.put(compareAndSet(session, version))).toEqual(deleted)
      expect(await store.put(compareAndSet(session, version - 1n))).toEqual(deleted)
      expect(await store.get(session)).toMatchObject({ deleted: true, version })
    })

    test('where a tombstone holds an id that can be reused: only whoever names its version creates it anew', async () => {
      await using subject = await open()
      const { store } = subject
      const version = await tombstone(store, route)
      const deleted = { outcome: 'deleted', currentVersion: version }

      expect(await store.put(create(route))).toEqual(deleted)
      expect(await store.put(upsert(route))).toEqual(deleted)
      expect(await store.put(compareAndSet(route, version - 1n))).toEqual(deleted)
      const anew = await stored(store.put(compareAndSet(route, version, { data: { from: 'https://a.example' } })))
      expect(await store.get(route)).toMatchObject({
        deleted: false,
        version: anew,
        data: { from: 'https://a.example' },
      })
    })

    test('a type whose records are a person’s state takes no upsert', async () => {
      await using subject = await open()
      await expect(subject.store.put(upsert(session))).rejects.toMatchObject({ code: 'invalid-argument' })
    })

    test('the same id under two types is two records', async () => {
      await using subject = await open()
      const { store } = subject
      await stored(store.put(create({ type: 'route', id: 'x' }, { data: { is: 'route' } })))
      await stored(store.put(create({ type: 'policy', id: 'x' }, { data: { is: 'policy' } })))
      await store.delete(remove({ type: 'route', id: 'x' }))

      expect(await store.get({ type: 'policy', id: 'x' })).toMatchObject({ deleted: false, data: { is: 'policy' } })
    })

    test('a record comes back as it was written, with its dates and its writer', async () => {
      await using subject = await open()
      const { store } = subject
      const data = {
        text: 'é "quoted" \\ 😀 \u2028',
        nested: [{ deep: null }, 1.5, true, ''],
        __proto__key: 'x',
        empty: {},
      }
      const expiresAt = new Date(subject.now().getTime() + 60_000)
      const before = subject.now().getTime()
      const version = await stored(store.put(create(session, { data, expiresAt })))
      const record = await store.get(session)

      expect(record).toEqual({
        ...session,
        deleted: false,
        version,
        data,
        createdAt: expect.any(Date),
        modifiedAt: expect.any(Date),
        expiresAt,
        writtenBy: create(session).writtenBy,
      })
      if (record === undefined || record.deleted) throw new Error('the record lives')
      expect(Math.abs(record.createdAt.getTime() - before)).toBeLessThan(5_000)
      expect(record.modifiedAt).toEqual(record.createdAt)
    })

    test('an update keeps the time of creation, replaces the data, and drops an expiry that is not named again', async () => {
      await using subject = await open()
      const { store } = subject
      const expiresAt = new Date(subject.now().getTime() + 60_000)
      const first = await stored(store.put(create(session, { data: { a: 1 }, expiresAt })))
      const created = await store.get(session)
      await subject.advance(1_000)
      await stored(store.put(compareAndSet(session, first, { data: { b: 2 }, writtenBy: 'another' })))
      const updated = await store.get(session)

      if (!created || created.deleted || !updated || updated.deleted) throw new Error('the record lives')
      expect(updated.data).toEqual({ b: 2 })
      expect(updated.writtenBy).toBe('another')
      expect(updated).not.toHaveProperty('expiresAt')
      expect(updated.modifiedAt.getTime() - updated.createdAt.getTime()).toBeGreaterThanOrEqual(1_000)
    })
  })

  describe('delete', () => {
    test('where there is no record, it is gone without a version', async () => {
      await using subject = await open()
      const gone = { outcome: 'gone', version: 0n, deletedByThisCall: false }

      expect(await subject.store.delete(remove(session))).toEqual(gone)
      expect(await subject.store.delete(remove(session, { expectedVersion: 3n }))).toEqual(gone)
      expect(await subject.store.get(session)).toBeUndefined()
    })

    test('where a record lives, it leaves a tombstone that says who it was, when and why', async () => {
      await using subject = await open()
      const { store } = subject
      const data = { user_id: 'idp/alice', kind: 'browser', handle_hash: 'secret', email: 'alice@example.com' }
      const live = await stored(store.put(create(session, { data, expiresAt: subject.now() })))
      const answer = await store.delete(remove(session, { reason: 'admin', writtenBy: 'the-admin' }))

      expect(answer).toEqual({ outcome: 'gone', version: expect.any(BigInt), deletedByThisCall: true })
      const version = answer.outcome === 'gone' ? answer.version : 0n
      expect(version).toBeGreaterThan(live)
      expect(await store.get(session)).toEqual({
        ...session,
        deleted: true,
        version,
        data: { user_id: 'idp/alice', kind: 'browser' },
        deletedAt: expect.any(Date),
        deleteReason: 'admin',
        deletedBy: 'the-admin',
      })
    })

    test('a tombstone keeps only fields that the record had', async () => {
      await using subject = await open()
      await stored(subject.store.put(create(session, { data: { user_id: 'idp/alice', secret: 'x' } })))
      await subject.store.delete(remove(session))

      expect(await subject.store.get(session)).toMatchObject({ data: { user_id: 'idp/alice' } })
      expect(Object.keys((await subject.store.get(session))?.data ?? {})).toEqual(['user_id'])
    })

    test('a delete that expects another version changes nothing', async () => {
      await using subject = await open()
      const { store } = subject
      const version = await stored(store.put(create(session)))

      expect(await store.delete(remove(session, { expectedVersion: version + 1n }))).toEqual({
        outcome: 'version-mismatch',
        currentVersion: version,
      })
      expect(await store.get(session)).toMatchObject({ deleted: false })
      expect(await store.delete(remove(session, { expectedVersion: version }))).toMatchObject({
        deletedByThisCall: true,
      })
    })

    test('a second delete answers the same version, and that it was not the one', async () => {
      await using subject = await open()
      const { store } = subject
      const version = await tombstone(store, session)
      const again = { outcome: 'gone', version, deletedByThisCall: false }

      expect(await store.delete(remove(session, { reason: 'other' }))).toEqual(again)
      expect(await store.delete(remove(session, { expectedVersion: version - 1n }))).toEqual(again)
      expect(await store.get(session)).toMatchObject({ deleteReason: 'signed_out' })
    })
  })
}
