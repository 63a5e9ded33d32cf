import { describe, expect, test } from 'vitest'
import { maxDataBytes, maxIdBytes } from '../limits.ts'
import { create, type OpenSubject, remove, session, stored } from './subject.ts'

export function limits(open: OpenSubject): void {
  describe('odd and large input', () => {
    test('ids are opaque: nothing in them is interpreted', async () => {
      await using subject = await open()
      const { store } = subject
      const ids = [
        "'; drop table records; --",
        '/../../etc/passwd',
        '%',
        '_',
        '{a,b}',
        '"\\"',
        '$1',
        'null',
        '__proto__',
        'аdmin',
        'admin',
        'é',
        'e\u0301',
        '😀',
        ' ',
        'x'.repeat(maxIdBytes),
      ]
      for (const id of ids) await stored(store.put(create({ ...session, id }, { data: { id } })))

      for (const id of ids) expect(await store.get({ ...session, id })).toMatchObject({ id, data: { id } })
      expect(await store.delete(remove({ ...session, id: '%' }))).toMatchObject({ deletedByThisCall: true })
      expect((await store.query({ type: 'session', limit: 100 })).records).toHaveLength(ids.length - 1)
    })

    test('an id that no record can have is refused by every call', async () => {
      await using subject = await open()
      const { store } = subject
      const refused = { code: 'invalid-argument' }

      for (const id of ['', 'a\0b', 'a\nb', '\ud800', 'x'.repeat(maxIdBytes + 1), 'é'.repeat(maxIdBytes)]) {
        await expect(store.put(create({ ...session, id }))).rejects.toMatchObject(refused)
        await expect(store.delete(remove({ ...session, id }))).rejects.toMatchObject(refused)
        await expect(store.get({ ...session, id })).rejects.toMatchObject(refused)
      }
    })

    test('a record may be as large as the limit and no larger', async () => {
      await using subject = await open()
      const { store } = subject
      const overhead = JSON.stringify({ text: '' }).length
      const largest = 'x'.repeat(maxDataBytes - overhead)
      await stored(store.put(create(session, { data: { text: largest } })))

      expect(await store.get(session)).toMatchObject({ data: { text: largest } })
      await expect(
        store.put(create({ ...session, id: 'larger' }, { data: { text: `${largest}x` } })),
      ).rejects.toMatchObject({ code: 'resource-exhausted' })
    })

    test('data that some store could not give back is refused by all', async () => {
      await using subject = await open()
      for (const data of [{ nul: '\0' }, { surrogate: '\udfff' }, { 'nul\0key': 1 }])
        await expect(subject.store.put(create(session, { data }))).rejects.toMatchObject({ code: 'invalid-argument' })
      const numbers = { large: 1e300, small: 5e-324, negative: -0.1, integer: Number.MAX_SAFE_INTEGER }
      await stored(subject.store.put(create(session, { data: numbers })))
      expect(await subject.store.get(session)).toMatchObject({ data: numbers })
    })

    test('what is given back is a copy: changing it changes nothing', async () => {
      await using subject = await open()
      const data = { groups: ['a'] }
      await stored(subject.store.put(create(session, { data })))
      data.groups.push('admin')

      expect(await subject.store.get(session)).toMatchObject({ data: { groups: ['a'] } })
    })
  })

  describe('a caller that has gone', () => {
    test('is not written or read for', async () => {
      await using subject = await open()
      const { store } = subject
      const gone = AbortSignal.abort(new Error('the caller has gone'))

      await expect(store.put(create(session), gone)).rejects.toThrow('the caller has gone')
      await expect(store.delete(remove(session), gone)).rejects.toThrow('the caller has gone')
      await expect(store.get(session, gone)).rejects.toThrow('the caller has gone')
      await expect(store.changesAfter(0n, 1, undefined, gone)).rejects.toThrow('the caller has gone')
      await expect(store.acquireLease('l', 'h', 1_000, gone)).rejects.toThrow('the caller has gone')
      expect(await store.get(session)).toBeUndefined()
    })
  })
}
