import type { GrpcClient } from '@sallyport/grpc'
import { isAppError } from '@sallyport/kernel'
import { databrokerService } from '@sallyport/proto'
import { type RecordType, recordTypes } from '@sallyport/records'
import type { ServiceName } from '@sallyport/service-identity'
import { expect, test } from 'vitest'
import { startTestBroker } from './databroker.fixture.ts'

/**
 * What each service may do with each type, written down apart from the table in the code:
 * g get, l list, s sync, p put, d delete any record, o put and delete only records of its own instance.
 */
const expected: Readonly<Record<RecordType, readonly [authenticate: string, authorize: string, proxy: string]>> = {
  session: ['glspd', 'gls', 'gs'],
  user: ['glspd', 'gls', 'gs'],
  service_account: ['glspd', 'gls', 'gs'],
  grant: ['glspd', '', ''],
  sign_in_code: ['gpd', '', ''],
  route: ['gls', 'gls', 'gls'],
  policy: ['', 'gls', 'gs'],
  endpoint: ['', '', 'gso'],
  connection: ['gls', '', 'gso'],
  revocation: ['gs', 'gs', 'gs'],
  key: ['', '', 'gs'],
  jwks: ['gs', 'gso', 'gs'],
}

async function allowed(call: Promise<unknown>): Promise<boolean> {
  try {
    await call
    return true
  } catch (error) {
    if (isAppError(error, 'permission-denied')) return false
    // Refused for another reason than the right, such as a put without a precondition: the right was there.
    if (isAppError(error, 'invalid-argument', 'not-found')) return true
    throw error
  }
}

async function firstSyncResponse(client: GrpcClient, type: RecordType): Promise<void> {
  const controller = new AbortController()
  const stream = client.bidiStream(databrokerService.Sync, { signal: controller.signal })
  await stream.send({ open: { types: [type] } })
  for await (const _ of stream) break
  controller.abort()
}

test.each([
  ['authenticate', 0],
  ['authorize', 1],
  ['proxy', 2],
] as const)(
  'GR-02, DB-05: %s may do with each record type what is written and nothing else',
  async (service, column) => {
    await using network = await startTestBroker()
    const { records } = await network.connect(service)
    const mayPut = (type: RecordType, id: string) =>
      allowed(records.put({ type, id, data: {}, precondition: { mode: 'create' } }))
    const mayDelete = (type: RecordType, id: string) => allowed(records.delete({ type, id, reason: 'test' }))
    const maySync = async (type: RecordType) => {
      const stream = (await network.connect(service)).grpc
      return allowed(firstSyncResponse(stream, type))
    }
    for (const type of recordTypes) {
      const found = [
        (await allowed(records.get({ type, id: 'x' }))) ? 'g' : '',
        (await allowed(records.query({ type, limit: 1 }))) ? 'l' : '',
        (await maySync(type)) ? 's' : '',
        (await mayPut(type, 'x')) ? 'p' : '',
        (await mayDelete(type, 'x')) ? 'd' : '',
      ].join('')
      const own = [await mayPut(type, `${service}-0/x`), await mayDelete(type, `${service}-0/x`)]
      const wanted = expected[type][column]
      expect(`${type} ${found}`).toBe(`${type} ${wanted.replace('o', '')}`)
      expect([type, ...own]).toEqual([
        type,
        wanted.includes('p') || wanted.includes('o'),
        wanted.includes('d') || wanted.includes('o'),
      ])
      expect([type, await mayPut(type, `${service}-00`)]).toEqual([type, wanted.includes('p')])
    }
  },
)

test('keys leave only to the service that they are for', async () => {
  await using network = await startTestBroker()
  const may = async (service: ServiceName, purpose: string) =>
    allowed((await network.connect(service)).records.keyRing(purpose))
  expect(await may('proxy', 'route-cookie')).toBe(true)
  expect(await may('authorize', 'assertion')).toBe(true)
  expect(await may('proxy', 'assertion')).toBe(false)
  expect(await may('authorize', 'route-cookie')).toBe(false)
  expect(await may('authenticate', 'route-cookie')).toBe(false)
})

test('a header-only key record shows nothing of the key', async () => {
  await using network = await startTestBroker()
  const { records } = await network.connect('proxy')
  await records.keyRing('route-cookie')
  expect(await records.get({ type: 'key', id: 'route-cookie' })).toMatchObject({ deleted: false, data: {} })
})
