import { describe, expect, test } from 'vitest'
import { operationRetentionMs } from '../record-store.ts'
import {
  compareAndSet,
  create,
  type OpenSubject,
  operationIdMadeAt,
  remove,
  route,
  session,
  stored,
} from './subject.ts'

export function operations(open: OpenSubject): void {
  describe('operation ids', () => {
    test('a retried put gets the first answer and is not done again', async () => {
      await using subject = await open()
      const { store } = subject
      const operationId = operationIdMadeAt(subject.now())
      const first = await store.put(create(session, { operationId }))

      expect(await store.put(create(session, { operationId }))).toEqual(first)
      expect((await store.info()).head).toBe(await stored(Promise.resolve(first)))
    })

    test('a retried delete still is the one that deleted, and a retried refusal stays a refusal', async () => {
      await using subject = await open()
      const { store } = subject
      const operationId = operationIdMadeAt(subject.now())
      const refusedId = operationIdMadeAt(subject.now())
      const version = await stored(store.put(create(session)))
      const mismatch = { outcome: 'version-mismatch', currentVersion: version }
      expect(await store.put(compareAndSet(session, version + 1n, { operationId: refusedId }))).toEqual(mismatch)
      const first = await store.delete(remove(session, { operationId }))

      expect(first).toMatchObject({ deletedByThisCall: true })
      expect(await store.delete(remove(session, { operationId }))).toEqual(first)
      expect(await store.put(compareAndSet(session, version + 1n, { operationId: refusedId }))).toEqual(mismatch)
    })

    test('retries that arrive together are done once', async () => {
      await using subject = await open()
      const operationId = operationIdMadeAt(subject.now())
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => subject.store.put(create(session, { operationId }))),
      )

      expect(new Set(answers.map((answer) => JSON.stringify(answer, bigintAsText))).size).toBe(1)
      expect(answers[0]?.outcome).toBe('stored')
    })

    test('an operation id with another request is refused', async () => {
      await using subject = await open()
      const { store } = subject
      const operationId = operationIdMadeAt(subject.now())
      await stored(store.put(create(session, { operationId })))

      const reused = { outcome: 'operation-reused' }
      expect(await store.put(create(session, { operationId, data: { other: true } }))).toEqual(reused)
      expect(await store.put(create(route, { operationId }))).toEqual(reused)
      expect(await store.delete(remove(session, { operationId }))).toEqual(reused)
      expect(await store.get(route)).toBeUndefined()
    })

    test('an operation id from outside the retention is refused, for nobody remembers it', async () => {
      await using subject = await open()
      const now = subject.now().getTime()
      const expired = { outcome: 'operation-expired' }

      for (const offsetMs of [-operationRetentionMs - 60_000, operationRetentionMs + 60_000]) {
        const operationId = operationIdMadeAt(new Date(now + offsetMs))
        expect(await subject.store.put(create(session, { operationId }))).toEqual(expired)
        expect(await subject.store.delete(remove(session, { operationId }))).toEqual(expired)
      }
      expect(await subject.store.get(session)).toBeUndefined()
    })

    test('what is remembered is forgotten only once the id itself is refused', async () => {
      await using subject = await open()
      const { store } = subject
      const ahead = operationIdMadeAt(new Date(subject.now().getTime() + operationRetentionMs - 60_000))
      const first = await store.put(create(session, { operationId: ahead }))
      await subject.advance(operationRetentionMs + 60_000)
      await store.collectTombstones(86_400_000, 100)

      expect(await store.put(create(session, { operationId: ahead }))).toEqual(first)
    })

    test('an operation id that is no UUIDv7 is an impossible request', async () => {
      await using subject = await open()
      await expect(
        subject.store.put(create(session, { operationId: '919108f7-52d1-4320-9bac-f847db4148a8' })),
      ).rejects.toMatchObject({ code: 'invalid-argument' })
    })
  })
}

function bigintAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
