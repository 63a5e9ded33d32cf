import { describe, expect, test } from 'vitest'
import { compareAndSet, create, type OpenSubject, remove, route, session, stored } from './subject.ts'

const tombstoneRetentionMs = 24 * 3_600_000

export function expiryAndTombstones(open: OpenSubject): void {
  describe('expiry', () => {
    test('the sweeper leaves a tombstone with reason expired, of expired records only', async () => {
      await using subject = await open()
      const { store } = subject
      const soon = new Date(subject.now().getTime() + 60_000)
      const later = new Date(subject.now().getTime() + 600_000)
      await stored(store.put(create(session, { expiresAt: soon, data: { user_id: 'u', handle_hash: 'h' } })))
      await stored(store.put(create({ ...session, id: 'later' }, { expiresAt: later })))
      await stored(store.put(create({ ...session, id: 'never' })))
      expect(await store.sweepExpired(10, 'the-sweeper')).toBe(0)
      await subject.advance(120_000)

      expect(await store.get(session)).toMatchObject({ deleted: false })
      expect(await store.sweepExpired(10, 'the-sweeper')).toBe(1)
      expect(await store.get(session)).toMatchObject({
        deleted: true,
        deleteReason: 'expired',
        deletedBy: 'the-sweeper',
        data: { user_id: 'u' },
      })
      expect(await store.get({ ...session, id: 'later' })).toMatchObject({ deleted: false })
      expect(await store.get({ ...session, id: 'never' })).toMatchObject({ deleted: false })
      expect(await store.sweepExpired(10, 'the-sweeper')).toBe(0)
    })

    test('a sweep takes no more than it was asked to', async () => {
      await using subject = await open()
      const { store } = subject
      const expiresAt = new Date(subject.now().getTime() - 1)
      for (const id of ['a', 'b', 'c']) await stored(store.put(create({ ...session, id }, { expiresAt })))

      expect(await store.sweepExpired(2, 'the-sweeper')).toBe(2)
      expect(await store.sweepExpired(2, 'the-sweeper')).toBe(1)
    })

    test('a record whose expiry was put off is not swept', async () => {
      await using subject = await open()
      const { store } = subject
      const expiresAt = new Date(subject.now().getTime() + 60_000)
      const version = await stored(store.put(create(session, { expiresAt })))
      await subject.advance(120_000)
      const putOff = new Date(subject.now().getTime() + 600_000)
      await stored(store.put(compareAndSet(session, version, { expiresAt: putOff })))

      expect(await store.sweepExpired(10, 'the-sweeper')).toBe(0)
    })

    test('until it is swept, an expired record is there to every write', async () => {
      await using subject = await open()
      const { store } = subject
      const version = await stored(store.put(create(session, { expiresAt: new Date(subject.now().getTime() - 1) })))

      expect(await store.put(create(session))).toEqual({ outcome: 'already-exists', currentVersion: version })
      expect(await store.delete(remove(session))).toMatchObject({ deletedByThisCall: true })
    })
  })

  describe('tombstones', () => {
    test('one is kept for the retention; then it goes, and the gc floor says how far a cursor must have read', async () => {
      await using subject = await open()
      const { store } = subject
      await stored(store.put(create(session)))
      await store.delete(remove(session))
      const tombstone = await store.get(session)
      await stored(store.put(create(route)))
      await subject.advance(tombstoneRetentionMs - 60_000)
      expect(await store.collectTombstones(tombstoneRetentionMs, 10)).toBe(0)
      expect((await store.info()).gcFloor).toBe(0n)
      await subject.advance(120_000)

      expect(await store.collectTombstones(tombstoneRetentionMs, 10)).toBe(1)
      expect(await store.get(session)).toBeUndefined()
      expect(await store.get(route)).toMatchObject({ deleted: false })
      expect((await store.info()).gcFloor).toBe(tombstone?.version)
      expect((await store.changesAfter(0n, 10)).gcFloor).toBe(tombstone?.version)
      expect(await store.collectTombstones(tombstoneRetentionMs, 10)).toBe(0)
    })

    test('they go oldest first and no more at once than asked', async () => {
      await using subject = await open()
      const { store } = subject
      for (const id of ['a', 'b', 'c']) await stored(store.put(create({ ...session, id })))
      for (const id of ['a', 'b', 'c']) await store.delete(remove({ ...session, id }))
      await subject.advance(tombstoneRetentionMs + 60_000)

      expect(await store.collectTombstones(tombstoneRetentionMs, 2)).toBe(2)
      expect(await store.get({ ...session, id: 'c' })).toMatchObject({ deleted: true })
      const floor = (await store.info()).gcFloor
      expect(await store.collectTombstones(tombstoneRetentionMs, 2)).toBe(1)
      expect((await store.info()).gcFloor).toBeGreaterThan(floor)
    })

    test('an id whose tombstone is gone was never there', async () => {
      await using subject = await open()
      const { store } = subject
      await stored(store.put(create(route)))
      await store.delete(remove(route))
      await subject.advance(tombstoneRetentionMs + 60_000)
      await store.collectTombstones(tombstoneRetentionMs, 10)

      expect(await store.delete(remove(route))).toEqual({ outcome: 'gone', version: 0n, deletedByThisCall: false })
      expect(await store.put(compareAndSet(route, 2n))).toEqual({ outcome: 'not-found' })
      expect(await store.put(create(route))).toMatchObject({ outcome: 'stored' })
    })
  })
}
