import { silentLogger } from '@sallyport/kernel'
import { routeSchema } from '@sallyport/routing'
import { MemoryRecordStore } from '@sallyport/storage-memory'
import { expect, test } from 'vitest'
import { applyConfiguration } from './configured-records.ts'
import { routeRecords } from './route-records.ts'

const writer = { writtenBy: 'spiffe://test/service/databroker/a' }

function routes(...names: string[]) {
  return routeRecords(
    names.map((name) =>
      routeSchema.parse({
        name,
        from: `https://${name}.example.com`,
        to: 'http://127.0.0.1:1',
        policy: [{ allow: { or: [{ accept: true }] } }],
      }),
    ),
  )
}

test('what differs is written and what is unchanged keeps its version', async () => {
  await using store = new MemoryRecordStore()
  expect(await applyConfiguration(store, routes('a', 'b'), writer, silentLogger)).toEqual({ written: 4, deleted: 0 })
  const { head } = await store.info()
  expect(await applyConfiguration(store, routes('a', 'b'), writer, silentLogger)).toEqual({ written: 0, deleted: 0 })
  expect((await store.info()).head).toBe(head)
})

test('a route that the configuration no longer names is deleted with its policy, the route first', async () => {
  await using store = new MemoryRecordStore()
  await applyConfiguration(store, routes('a', 'b'), writer, silentLogger)
  expect(await applyConfiguration(store, routes('a'), writer, silentLogger)).toEqual({ written: 0, deleted: 2 })
  const route = await store.get({ type: 'route', id: 'b' })
  const policy = await store.get({ type: 'policy', id: 'b' })
  expect([route?.deleted, policy?.deleted]).toEqual([true, true])
  expect(route?.version).toBeLessThan(policy?.version ?? 0n)
})

test('a route that comes back is created anew', async () => {
  await using store = new MemoryRecordStore()
  await applyConfiguration(store, routes('a'), writer, silentLogger)
  await applyConfiguration(store, [], writer, silentLogger)
  await applyConfiguration(store, routes('a'), writer, silentLogger)
  expect(await store.get({ type: 'route', id: 'a' })).toMatchObject({ deleted: false })
})

test('a policy is stored beside its route, not in it', () => {
  const [route, policy] = routes('a')
  expect(route?.data).not.toHaveProperty('policy')
  expect(policy?.data).toHaveProperty('policy')
})

test('a stored route parses to itself', () => {
  const [route] = routes('a')
  expect(routeSchema.parse(route?.data)).toMatchObject({ ...route?.data })
})

test('a replica whose turn has gone to another writes and deletes nothing more', async () => {
  await using store = new MemoryRecordStore()
  await applyConfiguration(store, routes('a'), writer, silentLogger)
  const fence = { lease: 'configuration', holder: writer.writtenBy, token: 1n }
  await store.acquireLease('configuration', 'the next', 1_000)
  const late = (names: string[]) => applyConfiguration(store, routes(...names), { ...writer, fence }, silentLogger)

  await expect(late(['a', 'b'])).rejects.toMatchObject({ code: 'conflict' })
  await expect(late([])).rejects.toMatchObject({ code: 'conflict' })
  expect((await store.info()).head).toBe(2n)
})
