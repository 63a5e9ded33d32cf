import { AppError } from '@sallyport/kernel'
import { Mirror, type StoredRecord } from '@sallyport/records'
import { expect, test } from 'vitest'
import { RouteHosts } from './route-hosts.ts'

const signal = AbortSignal.timeout(10_000)

function route(host: string, version: bigint): StoredRecord {
  const at = new Date(0)
  const common = { type: 'route', id: host, version, writtenBy: 'test', createdAt: at, modifiedAt: at } as const
  return { ...common, deleted: false, data: { from: `https://${host}` } }
}

/** A mirror that shows what the test lets it show. */
function mirrorAt(version: bigint, ...records: readonly StoredRecord[]) {
  const mirror = new Mirror({ types: ['route'] })
  mirror.reset({ storeId: 's', epoch: 'e' })
  const show = (upTo: bigint, ...shown: readonly StoredRecord[]): void => {
    mirror.apply(shown)
    mirror.checkpoint({ storeId: 's', epoch: 'e', version: upTo, cursor: Buffer.from('') })
  }
  show(version, ...records)
  return { mirror, show }
}

const brokerAt = (version: bigint, epoch = 'e') => ({
  serverInfo: async () => ({ storeId: 's', instance: 'databroker-0', epoch, version }),
})

test('a known host is known without asking anybody', async () => {
  const { mirror } = mirrorAt(1n, route('app.example.com', 1n))
  const serverInfo = async () => {
    throw new AppError('unavailable', 'away')
  }
  using hosts = new RouteHosts(mirror, { serverInfo })
  expect(await hosts.has('app.example.com', signal)).toBe(true)
  await expect(hosts.has('other.example.com', signal)).rejects.toMatchObject({ code: 'unavailable' })
})

test('"no" waits until everything is seen that is stored at this moment', async () => {
  const { mirror, show } = mirrorAt(1n)
  using hosts = new RouteHosts(mirror, brokerAt(3n))
  const asked = hosts.has('new.example.com', signal)
  show(2n)
  show(3n, route('new.example.com', 3n))
  expect(await asked).toBe(true)
  expect(await hosts.has('gone.example.com', signal)).toBe(false)
})

test('a host whose last route is deleted is no longer known', async () => {
  const { mirror, show } = mirrorAt(1n, route('app.example.com', 1n))
  using hosts = new RouteHosts(mirror, brokerAt(2n))
  expect(await hosts.has('app.example.com', signal)).toBe(true)
  const gone = { deleted: true, deletedAt: new Date(0), deleteReason: 'test', deletedBy: 'test', data: {} } as const
  show(2n, { type: 'route', id: 'app.example.com', version: 2n, ...gone })
  expect(await hosts.has('app.example.com', signal)).toBe(false)
})

test('while the mirror is behind, or on another history, the answer is not known', async () => {
  const { mirror } = mirrorAt(1n)
  using behind = new RouteHosts(mirror, brokerAt(2n))
  await expect(behind.has('new.example.com', signal)).rejects.toMatchObject({ code: 'deadline-exceeded' })
  mirror.reset({ storeId: 's', epoch: 'e2' })
  mirror.checkpoint({ storeId: 's', epoch: 'e2', version: 1n, cursor: Buffer.from('') })
  using elsewhere = new RouteHosts(mirror, brokerAt(9n, 'e'))
  await expect(elsewhere.has('new.example.com', signal)).rejects.toMatchObject({ code: 'unavailable' })
})
