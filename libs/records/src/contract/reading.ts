import { describe, expect, test } from 'vitest'
import type { RecordStore } from '../record-store.ts'
import { compareAndSet, create, type OpenSubject, remove, route, session, stored, upsert, user } from './subject.ts'

export function reading(open: OpenSubject): void {
  describe('query', () => {
    test('pages through the live, unexpired records of a type in id order', async () => {
      await using subject = await open()
      const { store } = subject
      const now = subject.now().getTime()
      const ids = ['b', 'a/1', 'a', 'Z', 'é', '😀', '\ufffd']
      for (const id of ids) await stored(store.put(create({ type: 'session', id })))
      await stored(store.put(create({ type: 'session', id: 'expired' }, { expiresAt: new Date(now - 1) })))
      await stored(store.put(create({ type: 'session', id: 'valid' }, { expiresAt: new Date(now + 60_000) })))
      await stored(store.put(create({ type: 'session', id: 'deleted' })))
      await store.delete(remove({ type: 'session', id: 'deleted' }))
      await stored(store.put(upsert(route)))

      expect(await idsByPages(store, 2)).toEqual(['Z', 'a', 'a/1', 'b', 'valid', 'é', '\ufffd', '😀'])
      expect(await idsByPages(store, 1_000)).toHaveLength(8)
    })

    test('a page that ends with the last record says that there is no next', async () => {
      await using subject = await open()
      for (const id of ['a', 'b']) await stored(subject.store.put(create({ ...session, id })))

      expect(await subject.store.query({ type: 'session', limit: 2 })).not.toHaveProperty('nextPageToken')
    })

    test('finds records by an indexed field, compared as text', async () => {
      await using subject = await open()
      const { store } = subject
      const owners = { a: 'idp/alice', b: 'idp/bob', c: 'idp/alice', d: "'; drop table x; --", e: 'idp/%' }
      for (const [id, user_id] of Object.entries(owners))
        await stored(store.put(create({ ...session, id }, { data: { user_id } })))
      const found = async (equals: string): Promise<string[]> =>
        (await store.query({ type: 'session', where: { field: 'user_id', equals }, limit: 10 })).records.map(
          ({ id }) => id,
        )

      expect(await found('idp/alice')).toEqual(['a', 'c'])
      expect(await found("'; drop table x; --")).toEqual(['d'])
      expect(await found('idp/%')).toEqual(['e'])
      expect(await found('idp/_ob')).toEqual([])
    })

    test('a page token is good for its own query alone; a forged one is refused', async () => {
      await using subject = await open()
      const { store } = subject
      for (const id of ['a', 'b', 'c']) await stored(store.put(create({ ...session, id })))
      const { nextPageToken = '' } = await store.query({ type: 'session', limit: 1 })
      const refused = { code: 'invalid-argument' }
      const forged = [nextPageToken.slice(1), `${nextPageToken}A`, 'Yg', "'; drop table records; --", '']

      for (const pageToken of forged)
        await expect(store.query({ type: 'session', limit: 1, pageToken })).rejects.toMatchObject(refused)
      await expect(store.query({ type: 'user', limit: 1, pageToken: nextPageToken })).rejects.toMatchObject(refused)
      const otherWhere = { field: 'user_id', equals: 'idp/alice' }
      await expect(
        store.query({ type: 'session', where: otherWhere, limit: 1, pageToken: nextPageToken }),
      ).rejects.toMatchObject(refused)
      expect((await store.query({ type: 'session', limit: 5, pageToken: nextPageToken })).records).toHaveLength(2)
    })

    test('an impossible query is refused', async () => {
      await using subject = await open()
      const refused = { code: 'invalid-argument' }

      for (const limit of [0, -1, 1.5, 1_001, Number.NaN])
        await expect(subject.store.query({ type: 'session', limit })).rejects.toMatchObject(refused)
      for (const field of ['handle_hash', 'id', "user_id' or 1=1 --", '__proto__'])
        await expect(
          subject.store.query({ type: 'session', where: { field, equals: 'x' }, limit: 1 }),
        ).rejects.toMatchObject(refused)
    })
  })

  describe('changes', () => {
    test('come in version order, each record once with its newest state, tombstones among them', async () => {
      await using subject = await open()
      const { store } = subject
      const first = await stored(store.put(create(session)))
      await stored(store.put(create(user)))
      await stored(store.put(upsert(route)))
      await stored(store.put(compareAndSet(session, first)))
      await store.delete(remove(user))
      const page = await store.changesAfter(0n, 10)

      expect(page.records.map(({ type, deleted }) => [type, deleted])).toEqual([
        ['route', false],
        ['session', false],
        ['user', true],
      ])
      const versions = page.records.map(({ version }) => version)
      expect(versions).toEqual(versions.toSorted((a, b) => (a < b ? -1 : 1)))
      expect(page).toMatchObject({ through: page.head, head: versions.at(-1), gcFloor: 0n })
      expect((await store.info()).head).toBe(page.head)
    })

    test('a full page reaches to its last record, a short one to the head', async () => {
      await using subject = await open()
      const { store } = subject
      for (const id of ['a', 'b', 'c', 'd', 'e']) await stored(store.put(create({ ...session, id })))
      const seen: string[] = []
      let after = 0n
      for (let pages = 0; pages < 3; pages++) {
        const page = await store.changesAfter(after, 2)
        seen.push(...page.records.map(({ id }) => id))
        expect(page.through).toBe(pages < 2 ? page.records[1]?.version : page.head)
        after = page.through
      }

      expect(seen).toEqual(['a', 'b', 'c', 'd', 'e'])
      expect(await store.changesAfter(after, 2)).toMatchObject({ records: [], through: after, head: after })
    })

    test('of some types only: the others are passed by', async () => {
      await using subject = await open()
      const { store } = subject
      for (const id of ['a', 'b', 'c']) {
        await stored(store.put(create({ type: 'session', id })))
        await stored(store.put(create({ type: 'user', id })))
        await stored(store.put(upsert({ type: 'route', id })))
      }
      const page = await store.changesAfter(0n, 4, ['user', 'route'])
      expect(page.records.map(({ type, id }) => type + id)).toEqual(['usera', 'routea', 'userb', 'routeb'])
      expect(page.through).toBe(page.records[3]?.version)

      const rest = await store.changesAfter(page.through, 4, ['user', 'route'])
      expect(rest.records.map(({ type, id }) => type + id)).toEqual(['userc', 'routec'])
      expect(rest.through).toBe(rest.head)
      const none = await store.changesAfter(0n, 4, [])
      expect(none).toMatchObject({ records: [], through: none.head })
      expect((await store.changesAfter(0n, 4, ['user', 'user'])).records).toHaveLength(3)
    })

    test('an impossible page is refused', async () => {
      await using subject = await open()
      const refused = { code: 'invalid-argument' }

      await expect(subject.store.changesAfter(-1n, 10)).rejects.toMatchObject(refused)
      await expect(subject.store.changesAfter(2n ** 63n, 10)).rejects.toMatchObject(refused)
      await expect(subject.store.changesAfter(0n, 0)).rejects.toMatchObject(refused)
    })

    test('a write of this process is hinted at once it is committed, one that changed nothing is not', async () => {
      await using subject = await open()
      const { store } = subject
      let hints = 0
      {
        using _listening = store.onLocalCommit(() => hints++)
        await stored(store.put(create(session)))
        expect(hints).toBe(1)
        await store.put(create(session))
        expect(hints).toBe(1)
        await store.delete(remove(session))
        expect(hints).toBe(2)
      }
      await stored(store.put(create(user)))
      expect(hints).toBe(2)
    })
  })

  describe('the store itself', () => {
    test('is one stretch of history: its own cursors lie on it, others do not', async () => {
      await using subject = await open()
      const { store } = subject
      await stored(store.put(create(session)))
      const { epoch, head } = await store.info()

      for (const version of [0n, 1n, head]) expect(await store.isOnHistory({ epoch, version })).toBe(true)
      for (const version of [-1n, head + 1n, 2n ** 64n]) expect(await store.isOnHistory({ epoch, version })).toBe(false)
      for (const other of ['01890a5d-ac96-774b-bcce-b302099a8057', '', "'; --", '\0'])
        expect(await store.isOnHistory({ epoch: other, version: 0n })).toBe(false)
    })

    test('says which types it holds', async () => {
      await using subject = await open()
      const { store } = subject
      expect(await store.listTypes()).toEqual([])
      await stored(store.put(create(session)))
      await stored(store.put(upsert(route)))

      expect([...(await store.listTypes())].sort()).toEqual(['route', 'session'])
    })

    test('begins with nothing, in an epoch of its own', async () => {
      await using subject = await open()
      await using other = await open()
      const info = await subject.store.info()

      expect(info).toMatchObject({ head: 0n, gcFloor: 0n })
      expect(info.storeId).not.toBe((await other.store.info()).storeId)
      expect(info.epoch).not.toBe((await other.store.info()).epoch)
    })
  })
}

async function idsByPages(store: RecordStore, limit: number): Promise<string[]> {
  const ids: string[] = []
  for (let pageToken: string | undefined; ; ) {
    const page = await store.query({ type: 'session', limit, ...(pageToken === undefined ? {} : { pageToken }) })
    ids.push(...page.records.map(({ id }) => id))
    if (page.nextPageToken === undefined) return ids
    pageToken = page.nextPageToken
  }
}
