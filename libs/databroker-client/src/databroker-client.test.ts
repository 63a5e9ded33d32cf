import { AppError } from '@sallyport/kernel'
import type { DeleteRequest, PutRequest } from '@sallyport/proto'
import { expect, test } from 'vitest'
import { DatabrokerClient } from './databroker-client.ts'
import { startBroker } from './grpc-broker.fixture.ts'
import { recordMessage } from './sync-stream.fixture.ts'

const session = { type: 'session', id: 'a' } as const

test('a put says what it expects to find', async () => {
  const requests: PutRequest[] = []
  await using broker = await startBroker({
    Put: (request) => {
      requests.push(request)
      return { outcome: 'WRITE_OUTCOME_DONE', version: '9007199254740993', epoch: 'e1' }
    },
  })
  const databroker = new DatabrokerClient(broker.client)
  const expiresAt = new Date('2026-01-01T00:00:00.250Z')
  const put = { ...session, data: { user_id: 'ü' } }
  expect(await databroker.put({ ...put, expiresAt, precondition: { mode: 'create' } })).toEqual({
    outcome: 'stored',
    version: 9007199254740993n,
    epoch: 'e1',
  })
  const fence = { lease: 'refresh/7', token: 3n }
  await databroker.put({ ...put, fence, precondition: { mode: 'compare-and-set', expectedVersion: 2n ** 60n } })
  await databroker.put({ ...put, precondition: { mode: 'upsert' } })
  expect(requests).toMatchObject([
    { type: 'session', id: 'a', expectedVersion: '0', expiresAt: { seconds: '1767225600', nanos: 250_000_000 } },
    { expectedVersion: '1152921504606846976', expiresAt: null, fence: { lease: 'refresh/7', token: '3' } },
    { fence: null },
  ])
  expect(requests[2]).not.toHaveProperty('expectedVersion')
  expect(JSON.parse(String(requests[0]?.data))).toEqual({ user_id: 'ü' })
  expect(new Set(requests.map(({ operationId }) => operationId)).size).toBe(3)
})

test('a write that no replica answered is made again under the same operation id', async () => {
  const operationIds: string[] = []
  await using broker = await startBroker({
    Delete: ({ operationId }: DeleteRequest) => {
      operationIds.push(operationId)
      if (operationIds.length < 3) throw new AppError('unavailable', 'the primary is gone')
      return { outcome: 'WRITE_OUTCOME_DONE', version: '7', deletedByThisCall: true }
    },
  })
  const deleted = await new DatabrokerClient(broker.client).delete({ ...session, reason: 'signed-out' })
  expect(deleted).toEqual({ outcome: 'gone', version: 7n, deletedByThisCall: true })
  expect(operationIds).toHaveLength(3)
  expect(new Set(operationIds).size).toBe(1)
  expect(operationIds[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('a write that fails for good is not repeated', async () => {
  let calls = 0
  await using broker = await startBroker({
    Put: () => {
      calls += 1
      throw new AppError('permission-denied', 'no right to write grant')
    },
  })
  const put = new DatabrokerClient(broker.client).put({ ...session, data: {}, precondition: { mode: 'upsert' } })
  await expect(put).rejects.toMatchObject({ code: 'permission-denied' })
  expect(calls).toBe(1)
})

test.each([
  ['WRITE_OUTCOME_NOT_FOUND', { outcome: 'not-found' }],
  ['WRITE_OUTCOME_ALREADY_EXISTS', { outcome: 'already-exists', currentVersion: 5n }],
  ['WRITE_OUTCOME_VERSION_MISMATCH', { outcome: 'version-mismatch', currentVersion: 5n }],
  ['WRITE_OUTCOME_DELETED', { outcome: 'deleted', currentVersion: 5n }],
  ['WRITE_OUTCOME_FENCED', { outcome: 'fenced' }],
  ['WRITE_OUTCOME_OPERATION_EXPIRED', { outcome: 'operation-expired' }],
  ['WRITE_OUTCOME_OPERATION_REUSED', { outcome: 'operation-reused' }],
] as const)('%s is an answer', async (outcome, result) => {
  await using broker = await startBroker({
    Put: () => ({ outcome, version: '5' }),
    Delete: () => ({ outcome, version: '5' }),
  })
  const databroker = new DatabrokerClient(broker.client)
  expect(await databroker.put({ ...session, data: {}, precondition: { mode: 'upsert' } })).toEqual(result)
  expect(await databroker.delete({ ...session, reason: 'signed-out' })).toEqual(result)
})

test('a write whose outcome is not told is unavailable', async () => {
  await using broker = await startBroker({ Put: () => ({}) })
  const put = new DatabrokerClient(broker.client).put({ ...session, data: {}, precondition: { mode: 'upsert' } })
  await expect(put).rejects.toMatchObject({ code: 'unavailable' })
})

test('a record that was never there is undefined', async () => {
  await using broker = await startBroker({
    Get: ({ id }) => {
      if (id !== 'a') throw new AppError('not-found', 'no such record')
      return { record: recordMessage('session', 'a', 3, '{"user_id":"u"}') }
    },
  })
  const databroker = new DatabrokerClient(broker.client)
  expect(await databroker.get(session)).toMatchObject({ version: 3n, data: { user_id: 'u' }, deleted: false })
  expect(await databroker.get({ ...session, id: 'b' })).toBeUndefined()
})

test('a query goes on from page to page, over live records alone', async () => {
  const deletion = { deletedAt: { seconds: '1767225600', nanos: 0 }, reason: 'expired', deletedBy: 'test' }
  const tombstone = { ...recordMessage('session', 'gone', 3), deletion }
  await using broker = await startBroker({
    Query: ({ field, equals, pageToken }) =>
      pageToken === ''
        ? { records: [recordMessage('session', `${field}=${equals}`, 1)], nextPageToken: 'more' }
        : { records: [recordMessage('session', 'last', 2), tombstone] },
  })
  const databroker = new DatabrokerClient(broker.client)
  const request = { type: 'session', where: { field: 'user_id', equals: 'u' }, limit: 1 } as const
  const first = await databroker.query(request)
  expect(first).toMatchObject({ records: [{ id: 'user_id=u' }], nextPageToken: 'more' })
  const second = await databroker.query({ ...request, pageToken: first.nextPageToken ?? '' })
  expect([second.records.map(({ id }) => id), 'nextPageToken' in second]).toEqual([['last'], false])
})

test('leases, server info, types and keys come in the terms of the domain', async () => {
  const at = { seconds: '1767225600', nanos: 0 }
  await using broker = await startBroker({
    AcquireLease: ({ durationMs }) => ({ held: true, token: '18446744073709551615', expiresInMs: durationMs }),
    RenewLease: () => ({ held: false, expiresInMs: 40 }),
    ReleaseLease: () => ({}),
    ServerInfo: () => ({ storeId: 's', epoch: 'e', version: '12', instance: 'databroker-0' }),
    ListTypes: () => ({ types: ['session', 'not-yet-invented'] }),
    GetKeyRing: ({ purpose }) =>
      purpose === 'route-cookie'
        ? { keys: [{ kid: 'k1', material: Buffer.alloc(32, 1), createdAt: at, activeFrom: at }] }
        : {},
  })
  const databroker = new DatabrokerClient(broker.client, { timeoutMs: 500, attemptTimeoutMs: 500 })
  expect(await databroker.acquireLease('l', 1_000)).toEqual({
    outcome: 'held',
    token: 18446744073709551615n,
    expiresInMs: 1_000,
  })
  expect(await databroker.renewLease('l', 1n, 1_000)).toEqual({ outcome: 'taken', expiresInMs: 40 })
  await databroker.releaseLease('l', 1n)
  expect(await databroker.serverInfo()).toEqual({ storeId: 's', epoch: 'e', version: 12n, instance: 'databroker-0' })
  expect(await databroker.listTypes()).toEqual(['session'])
  const [key] = await databroker.keyRing('route-cookie')
  expect(key).toMatchObject({ kid: 'k1', activeFrom: new Date('2026-01-01T00:00:00Z') })
  expect([key?.material.reveal().length, String(key?.material), key && 'retiredAt' in key]).toEqual([
    32,
    '[redacted]',
    false,
  ])
  await expect(databroker.keyRing('other')).rejects.toMatchObject({ code: 'unavailable' })
})

test('a call ends with its signal', async () => {
  await using broker = await startBroker({ Get: () => Promise.withResolvers<never>().promise })
  const caller = new AbortController()
  const got = new DatabrokerClient(broker.client).get(session, caller.signal)
  caller.abort(new Error('enough'))
  await expect(got).rejects.toThrow('enough')
})
