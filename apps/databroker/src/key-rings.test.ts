import { MemoryRecordStore } from '@sallyport/storage-memory'
import { newKeyRingFile, parseKeyRingFile } from '@sallyport/tokens'
import { expect, test } from 'vitest'
import { assertionPurpose, distributedBeforeMs, KeyRings, keyLifetimeMs, routeCookiePurpose } from './key-rings.ts'

const writtenBy = 'spiffe://test/service/databroker/a'

function brokerRing() {
  return parseKeyRingFile(newKeyRingFile())
}

test('two replicas that begin at once hand out the same ring', async () => {
  await using store = new MemoryRecordStore()
  const ring = brokerRing()
  const replicas = [new KeyRings(store, ring, writtenBy), new KeyRings(store, ring, writtenBy)]
  const [one, two] = await Promise.all(replicas.map((rings) => rings.ring(routeCookiePurpose)))
  expect(one?.[0]?.kid).toBe(two?.[0]?.kid)
  expect(Buffer.from(one?.[0]?.material.reveal() ?? []).equals(two?.[0]?.material.reveal() ?? Buffer.alloc(0))).toBe(
    true,
  )
})

test('what is stored of a ring does not hold its keys', async () => {
  await using store = new MemoryRecordStore()
  const [key] = await new KeyRings(store, brokerRing(), writtenBy).ring(routeCookiePurpose)
  const record = await store.get({ type: 'key', id: 'route-cookie' })
  expect(JSON.stringify(record?.data)).not.toContain(Buffer.from(key?.material.reveal() ?? []).toString('base64url'))
})

test('an old key is followed by one that is handed out before it is used, and stays accepted for its time', async () => {
  let now = new Date('2026-01-01T00:00:00Z')
  await using store = new MemoryRecordStore(() => now)
  const rings = new KeyRings(store, brokerRing(), writtenBy, () => now)
  const purpose = assertionPurpose('authorize-0')
  const [first] = await rings.ring(purpose)
  now = new Date(now.getTime() + keyLifetimeMs)
  const rotated = await rings.ring(purpose)
  expect(rotated).toMatchObject([{ activeFrom: new Date(now.getTime() + distributedBeforeMs) }, { kid: first?.kid }])
  expect(rotated[1]?.retiredAt).toEqual(new Date(now.getTime() + distributedBeforeMs + purpose.acceptedForMs))
  now = new Date(now.getTime() + keyLifetimeMs + distributedBeforeMs)
  expect((await rings.ring(purpose)).map(({ kid }) => kid)).not.toContain(first?.kid)
})

test('a broker key that does not open the stored rings is an error, at start already', async () => {
  await using store = new MemoryRecordStore()
  await new KeyRings(store, brokerRing(), writtenBy).ring(routeCookiePurpose)
  const other = new KeyRings(store, brokerRing(), writtenBy)
  await expect(other.assertOpens()).rejects.toMatchObject({ code: 'failed-precondition' })
  await expect(other.ring(routeCookiePurpose)).rejects.toMatchObject({ code: 'failed-precondition' })
})

test('DB-09: a key copied from one ring into another does not open', async () => {
  await using store = new MemoryRecordStore()
  const rings = new KeyRings(store, brokerRing(), writtenBy)
  await rings.ring(assertionPurpose('authorize-0'))
  const source = await store.get({ type: 'key', id: 'assertion/authorize-0' })
  await store.put({
    type: 'key',
    id: 'assertion/authorize-1',
    data: source?.data ?? {},
    precondition: { mode: 'create' },
    writtenBy,
  })
  await expect(rings.ring(assertionPurpose('authorize-1'))).rejects.toMatchObject({ code: 'failed-precondition' })
})

test('a lost ring is not replaced in silence while there are sessions', async () => {
  await using store = new MemoryRecordStore()
  await store.put({
    type: 'session',
    id: 'one',
    data: { user_id: 'idp/bob' },
    precondition: { mode: 'create' },
    writtenBy,
  })
  const rings = new KeyRings(store, brokerRing(), writtenBy)
  await expect(rings.ring(routeCookiePurpose)).rejects.toThrow(/restore it from a backup/)
})
