import { type Logger, silentLogger } from '@sallyport/kernel'
import { Mirror, type RecordData } from '@sallyport/records'
import { headerAliases } from '@sallyport/routing'
import { expect, test } from 'vitest'
import { UpstreamPools } from './forwarding/upstream-pools.ts'
import { RouteSnapshot } from './route-snapshot.ts'

const app = { from: 'https://app.localhost', to: 'http://127.0.0.1:1' }

function start(log: Logger = silentLogger) {
  const records = new Mirror({ types: ['route'] })
  records.streamStarted()
  records.reset({ storeId: 's', epoch: 'e' })
  records.checkpoint({ epoch: 'e', version: 1n, storeId: 's', cursor: new Uint8Array() })
  const pools = new UpstreamPools()
  const routes = new RouteSnapshot({ records, pools, aliases: headerAliases([]), log })
  let version = 1n
  const put = (id: string, data: RecordData): void => {
    version += 1n
    const at = new Date()
    const written = { createdAt: at, modifiedAt: at, writtenBy: 'test' }
    records.apply([{ type: 'route', id, deleted: false, version, data, ...written }])
    records.checkpoint({ epoch: 'e', version, storeId: 's', cursor: new Uint8Array() })
  }
  const remove = (id: string): void => {
    version += 1n
    const deleted = { deletedAt: new Date(), deleteReason: 'gone', deletedBy: 'test' }
    records.apply([{ type: 'route', id, deleted: true, version, data: {}, ...deleted }])
    records.checkpoint({ epoch: 'e', version, storeId: 's', cursor: new Uint8Array() })
  }
  return { routes, pools, put, remove }
}

test('a change makes a new table, and whoever holds the old one keeps it', async () => {
  const { routes, pools, put, remove } = start()
  await using _pools = pools
  put('a', app)
  const before = routes.table

  put('b', { ...app, prefix: '/b' })
  remove('a')

  expect(before.find('app.localhost', '/b')?.id).toBe('a')
  expect(routes.table.find('app.localhost', '/b')).toMatchObject({ id: 'b', version: 3n })
  expect(routes.table.find('app.localhost', '/')).toBeUndefined()
  expect(routes.table).toBe(routes.table)
})

test('a route that did not change keeps its target and its connections', async () => {
  const { routes, pools, put } = start()
  await using _pools = pools
  put('a', app)
  const entry = routes.table.find('app.localhost', '/')
  const target = entry && routes.target(entry)

  put('b', { ...app, prefix: '/b' })
  const again = routes.table.find('app.localhost', '/')

  expect(again && routes.target(again)).toBe(target)
  expect(target?.upstream.pool.closed).toBe(false)
})

test('connections to an upstream that no route has any more are closed', async () => {
  const { routes, pools, put } = start()
  await using _pools = pools
  put('a', app)
  const entry = routes.table.find('app.localhost', '/')
  const target = entry && routes.target(entry)

  put('a', { ...app, to: 'http://127.0.0.1:2' })

  expect(routes.table.find('app.localhost', '/')?.route.to).toEqual(['http://127.0.0.1:2'])
  expect(target?.upstream.pool.closed).toBe(true)
})

test('a record that is no route is left out, logged once and counted; the others stay', async () => {
  const errors: object[] = []
  const { routes, pools, put } = start({ ...silentLogger, error: (fields) => void errors.push(fields) })
  await using _pools = pools
  put('good', app)
  put('bad', { from: 'not an address', to: 3 })
  put('other', { ...app, prefix: '/b' })

  expect(routes.table.find('app.localhost', '/')?.id).toBe('good')
  expect(routes.unusable).toBe(1)
  put('other', { ...app, prefix: '/c' })
  expect(routes.table.find('app.localhost', '/c')?.id).toBe('other')
  expect(errors).toEqual([expect.objectContaining({ routeId: 'bad' })])
})
