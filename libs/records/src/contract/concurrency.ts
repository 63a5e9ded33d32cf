import { describe, expect, test } from 'vitest'
import type { Version } from '../record.ts'
import { compareAndSet, create, type OpenSubject, remove, route, session, stored, upsert } from './subject.ts'

export function concurrency(open: OpenSubject): void {
  describe('writers at once', () => {
    test('of many creates of one id, one wins and the others learn its version', async () => {
      await using subject = await open()
      const answers = await Promise.all(Array.from({ length: 40 }, () => subject.store.put(create(session))))
      const winners = answers.filter(({ outcome }) => outcome === 'stored')

      expect(winners).toHaveLength(1)
      const version = winners[0]?.outcome === 'stored' ? winners[0].version : 0n
      expect(answers.filter(({ outcome }) => outcome === 'already-exists')).toHaveLength(39)
      for (const answer of answers) if (answer.outcome === 'already-exists') expect(answer.currentVersion).toBe(version)
    })

    test('of many deletes of one record, exactly one deleted it', async () => {
      await using subject = await open()
      await stored(subject.store.put(create(session)))
      const answers = await Promise.all(Array.from({ length: 40 }, () => subject.store.delete(remove(session))))

      expect(answers.filter((answer) => answer.outcome === 'gone' && answer.deletedByThisCall)).toHaveLength(1)
      expect(new Set(answers.map((answer) => (answer.outcome === 'gone' ? answer.version : -1n))).size).toBe(1)
    })

    test('of many compare-and-sets from one version, one wins', async () => {
      await using subject = await open()
      const version = await stored(subject.store.put(create(session)))
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => subject.store.put(compareAndSet(session, version, { data: { n } }))),
      )

      expect(answers.filter(({ outcome }) => outcome === 'stored')).toHaveLength(1)
    })

    test('calls on one record are done in the order in which they were made', async () => {
      await using subject = await open()
      const { store } = subject
      const answers = await Promise.all([
        store.put(create(session)),
        store.put(create(session)),
        store.delete(remove(session)),
        store.put(create(session)),
        store.delete(remove(session)),
      ])

      expect(answers.map(({ outcome }) => outcome)).toEqual(['stored', 'already-exists', 'gone', 'deleted', 'gone'])
      expect(answers[2]).toMatchObject({ deletedByThisCall: true })
      expect(answers[4]).toMatchObject({ deletedByThisCall: false })
      const upserts = await Promise.all([1, 2, 3].map((n) => stored(store.put(upsert(route, { data: { n } })))))
      expect(upserts).toEqual(upserts.toSorted((a, b) => (a < b ? -1 : 1)))
      expect(await store.get(route)).toMatchObject({ data: { n: 3 } })
    })

    test('versions are unique and have no gaps, and a refusal uses none up', async () => {
      await using subject = await open()
      const { store } = subject
      const ids = Array.from({ length: 200 }, (_, index) => `id-${index}`)
      const versions = await Promise.all(
        ids.flatMap((id) => [
          stored(store.put(create({ ...session, id }))),
          store.put(create({ ...session, id })).then(() => 0n),
        ]),
      )
      const given = versions.filter((version) => version > 0n).toSorted((a, b) => (a < b ? -1 : 1))

      expect(given).toEqual(Array.from({ length: 200 }, (_, index) => BigInt(index + 1)))
      expect((await store.info()).head).toBe(200n)
    })

    test('a reader that pages while they write never skips a version', async () => {
      await using subject = await open()
      const { store } = subject
      const seen: Version[] = []
      let after = 0n
      let writing = true
      const reader = (async () => {
        for (let last = false; !last; ) {
          last = !writing
          const page = await store.changesAfter(after, 17)
          seen.push(...page.records.map(({ version }) => version))
          after = page.through
          if (page.through < page.head) last = false
        }
      })()
      for (let round = 0; round < 10; round++)
        await Promise.all(
          Array.from({ length: 20 }, (_, index) => store.put(create({ ...session, id: `${round}-${index}` }))),
        )
      writing = false
      await reader

      expect(seen).toEqual(Array.from({ length: 200 }, (_, index) => BigInt(index + 1)))
    })
  })
}
