import { describe, expect, test } from 'vitest'
import type { Fence, LeaseResult } from '../record-store.ts'
import { compareAndSet, create, type OpenSubject, operationIdMadeAt, remove, session, stored } from './subject.ts'

const lease = 'session-refresh/17'
const durationMs = 30_000

async function token(result: Promise<LeaseResult>): Promise<bigint> {
  const answer = await result
  if (answer.outcome !== 'held') throw new Error('the lease was taken')
  return answer.token
}

export function leasesAndFences(open: OpenSubject): void {
  describe('leases', () => {
    test('one holder at a time; whoever comes second learns how long it lasts', async () => {
      await using subject = await open()
      const { store } = subject
      const held = await store.acquireLease(lease, 'a', durationMs)

      expect(held).toMatchObject({ outcome: 'held' })
      expect(held.expiresInMs).toBeGreaterThan(durationMs - 5_000)
      expect(held.expiresInMs).toBeLessThanOrEqual(durationMs)
      const taken = await store.acquireLease(lease, 'b', durationMs)
      expect(taken.outcome).toBe('taken')
      expect(taken.expiresInMs).toBeGreaterThan(durationMs - 5_000)
      expect(await store.acquireLease('another', 'b', durationMs)).toMatchObject({ outcome: 'held' })
    })

    test('of many who ask at once, one gets it', async () => {
      await using subject = await open()
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) => subject.store.acquireLease(lease, `holder-${index}`, durationMs)),
      )

      expect(answers.filter(({ outcome }) => outcome === 'held')).toHaveLength(1)
    })

    test('the holder keeps its token when it asks again or renews', async () => {
      await using subject = await open()
      const { store } = subject
      const first = await token(store.acquireLease(lease, 'a', durationMs))
      await subject.advance(20_000)

      expect(await token(store.acquireLease(lease, 'a', durationMs))).toBe(first)
      await subject.advance(20_000)
      expect(await token(store.renewLease(lease, 'a', first, durationMs))).toBe(first)
      await subject.advance(20_000)
      expect(await store.acquireLease(lease, 'b', durationMs)).toMatchObject({ outcome: 'taken' })
    })

    test('a lease that ran out goes to the next with a greater token, and cannot be renewed', async () => {
      await using subject = await open()
      const { store } = subject
      const first = await token(store.acquireLease(lease, 'a', durationMs))
      await subject.advance(durationMs + 1_000)

      expect(await store.renewLease(lease, 'a', first, durationMs)).toMatchObject({ outcome: 'taken' })
      const second = await token(store.acquireLease(lease, 'b', durationMs))
      expect(second).toBeGreaterThan(first)
      expect(await store.renewLease(lease, 'a', first, durationMs)).toMatchObject({ outcome: 'taken' })
      expect(await store.renewLease(lease, 'b', second, durationMs)).toMatchObject({ outcome: 'held' })
    })

    test('a renewal needs the holder and the token', async () => {
      await using subject = await open()
      const { store } = subject
      const held = await token(store.acquireLease(lease, 'a', durationMs))

      expect(await store.renewLease(lease, 'b', held, durationMs)).toMatchObject({ outcome: 'taken' })
      expect(await store.renewLease(lease, 'a', held + 1n, durationMs)).toMatchObject({ outcome: 'taken' })
      expect(await store.renewLease('unknown', 'a', held, durationMs)).toEqual({ outcome: 'taken', expiresInMs: 0 })
    })

    test('a released lease is free at once, and only its holder can release it', async () => {
      await using subject = await open()
      const { store } = subject
      const first = await token(store.acquireLease(lease, 'a', durationMs))
      await store.releaseLease(lease, 'b', first)
      await store.releaseLease(lease, 'a', first + 1n)
      expect(await store.acquireLease(lease, 'b', durationMs)).toMatchObject({ outcome: 'taken' })

      await store.releaseLease(lease, 'a', first)
      expect(await token(store.acquireLease(lease, 'b', durationMs))).toBeGreaterThan(first)
    })

    test('durations and names have limits', async () => {
      await using subject = await open()
      const refused = { code: 'invalid-argument' }

      for (const ms of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
        await expect(subject.store.acquireLease(lease, 'a', ms)).rejects.toMatchObject(refused)
      await expect(subject.store.acquireLease('', 'a', durationMs)).rejects.toMatchObject(refused)
      await expect(subject.store.acquireLease(lease, 'a\0', durationMs)).rejects.toMatchObject(refused)
    })
  })

  describe('fences', () => {
    test('a write with the lease’s holder and token is done', async () => {
      await using subject = await open()
      const { store } = subject
      const fence: Fence = { lease, holder: 'a', token: await token(store.acquireLease(lease, 'a', durationMs)) }
      const version = await stored(store.put(create(session, { fence })))

      await stored(store.put(compareAndSet(session, version, { fence })))
      expect(await store.delete(remove(session, { fence }))).toMatchObject({ deletedByThisCall: true })
    })

    test('a holder that slept through its lease is turned away once another has it', async () => {
      await using subject = await open()
      const { store } = subject
      const fence: Fence = { lease, holder: 'a', token: await token(store.acquireLease(lease, 'a', durationMs)) }
      const version = await stored(store.put(create(session, { fence })))
      await subject.advance(durationMs + 1_000)
      await store.acquireLease(lease, 'b', durationMs)

      const fenced = { outcome: 'fenced' }
      expect(await store.put(compareAndSet(session, version, { fence }))).toEqual(fenced)
      expect(await store.delete(remove(session, { fence }))).toEqual(fenced)
      expect(await store.put(create({ ...session, id: 'other' }, { fence }))).toEqual(fenced)
      expect(await store.get(session)).toMatchObject({ deleted: false, version })
    })

    test('a fence must match in all three parts, and the lease must not have been released', async () => {
      await using subject = await open()
      const { store } = subject
      const held = await token(store.acquireLease(lease, 'a', durationMs))
      const wrong: readonly Fence[] = [
        { lease: 'unknown', holder: 'a', token: held },
        { lease, holder: 'b', token: held },
        { lease, holder: 'a', token: held + 1n },
      ]

      for (const fence of wrong) expect(await store.put(create(session, { fence }))).toEqual({ outcome: 'fenced' })
      await store.releaseLease(lease, 'a', held)
      const released = { lease, holder: 'a', token: held }
      expect(await store.put(create(session, { fence: released }))).toEqual({ outcome: 'fenced' })
    })

    test('a retry is told what the first try was told, even when the lease is gone by then', async () => {
      await using subject = await open()
      const { store } = subject
      const held = await token(store.acquireLease(lease, 'a', durationMs))
      const put = create(session, {
        fence: { lease, holder: 'a', token: held },
        operationId: operationIdMadeAt(subject.now()),
      })
      const first = await store.put(put)
      await store.releaseLease(lease, 'a', held)

      expect(first.outcome).toBe('stored')
      expect(await store.put(put)).toEqual(first)
    })
  })
}
