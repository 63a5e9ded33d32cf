import { randomUUIDv7 } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:http2'
import { AppError } from '@sallyport/kernel'
import { serviceTlsOptions } from '@sallyport/pki'
import { databrokerService } from '@sallyport/proto'
import { encodeSyncCursor, maxDataBytes } from '@sallyport/records'
import { generateSigningKey, loadSigningKey, newApiToken, randomId, signAssertion } from '@sallyport/tokens'
import { expect, test } from 'vitest'
import { startTestBroker } from './databroker.fixture.ts'

type TestBroker = Awaited<ReturnType<typeof startTestBroker>>

const data = { user_id: 'idp/bob', kind: 'browser', handle_hash: 'x', issued_at: '2026-01-01T00:00:00Z' }
const session = (id = randomId()) => ({ type: 'session', id, data }) as const

/** The `grpc-status` of a put of a policy that lets everybody in, by whoever has this certificate, with these headers. */
async function putPolicy({ broker, authority }: TestBroker, headers: object, service?: 'proxy'): Promise<string> {
  const identity = await authority.issueServiceIdentity(service ?? 'proxy', 'proxy-0')
  const { ca, cert, key } = serviceTlsOptions(identity)
  const connection = connect(`https://127.0.0.1:${broker.grpcPort}`, {
    ...{ ca, checkServerIdentity: () => undefined },
    ...(service && { cert, key }),
  })
  connection.on('error', () => {})
  try {
    const path = databrokerService.Put.path
    const stream = connection.request({
      ...{ ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' },
      ...headers,
    })
    let status = 'none'
    const note = (received: object): void => {
      if ('grpc-status' in received) status = String(received['grpc-status'])
    }
    stream.on('response', note).on('trailers', note).resume()
    const message = databrokerService.Put.requestSerialize({ type: 'policy', id: 'app', data: Buffer.from('{}') })
    const head = Buffer.alloc(5)
    head.writeUInt32BE(message.length, 1)
    stream.end(Buffer.concat([head, message]))
    await once(stream, 'close').catch(() => {})
    return status
  } finally {
    connection.destroy()
  }
}

test('GR-02: no token of a person or a service account is worth anything here, with or without a certificate', async () => {
  await using network = await startTestBroker()
  const { kid, pkcs8 } = generateSigningKey()
  const claims = { issuer: 'https://a.example', audience: 'databroker', userId: 'idp/alice', sessionId: randomId() }
  const assertion = signAssertion(loadSigningKey(kid, pkcs8), { ...claims, groups: ['admins'] })
  const tokens = [
    {},
    { authorization: `Bearer ${assertion}` },
    { 'x-sallyport-jwt-assertion': assertion },
    { 'x-pomerium-jwt-assertion': assertion },
    { authorization: `Bearer ${newApiToken('sa').reveal()}` },
    { cookie: `__Host-sallyport=${randomId()}` },
    { 'x-forwarded-client-cert': 'URI=spiffe://sallyport.internal/service/authenticate/a' },
  ]
  for (const headers of tokens) {
    expect([headers, await putPolicy(network, headers, 'proxy')]).toEqual([headers, '7'])
    expect([headers, await putPolicy(network, headers)]).toEqual([headers, 'none'])
  }
  expect(await network.store.get({ type: 'policy', id: 'app' })).toBeUndefined()
})

test('DB-01: a put with an old version, one from the future or to a deleted record changes nothing and says what is there', async () => {
  await using network = await startTestBroker()
  const { records } = await network.connect('authenticate')
  const user = { type: 'user', id: 'idp/bob', data: { provider: 'idp' } } as const
  const created = await records.put({ ...user, precondition: { mode: 'create' } })
  if (created.outcome !== 'stored') throw new Error(created.outcome)
  const put = (expectedVersion: bigint) =>
    records.put({ ...user, data: { provider: 'forged' }, precondition: { mode: 'compare-and-set', expectedVersion } })
  const current = { outcome: 'version-mismatch', currentVersion: created.version }
  for (const version of [created.version - 1n, created.version + 1n, 2n ** 62n])
    expect(await put(version === 0n ? 2n ** 61n : version)).toMatchObject(current)
  const other = { type: 'session', id: user.id, data } as const
  expect(await records.put({ ...other, precondition: { mode: 'create' } })).toMatchObject({ outcome: 'stored' })
  expect(await records.get(user)).toMatchObject({ version: created.version, data: user.data })
  await records.delete({ type: user.type, id: user.id, reason: 'test' })
  expect(await records.put({ ...user, precondition: { mode: 'create' } })).toMatchObject({ outcome: 'deleted' })
  expect(await records.get(other)).toMatchObject({ deleted: false })
})

test('GR-10: a put that was captured and is sent again writes nothing', async () => {
  await using network = await startTestBroker()
  const { records, grpc } = await network.connect('authenticate')
  const { type, id } = session()
  const created = await records.put({ type, id, data, precondition: { mode: 'create' } })
  if (created.outcome !== 'stored') throw new Error(created.outcome)
  const bytes = (name: string): Buffer => Buffer.from(JSON.stringify({ ...data, name }))
  const put = (name: string, operationId: string, expectedVersion = created.version) =>
    grpc.unaryCall(databrokerService.Put, {
      ...{ type, id, data: bytes(name), operationId, expectedVersion: expectedVersion.toString() },
    })
  const operationId = randomUUIDv7()
  const stored = await put('Bob', operationId)
  expect(stored.outcome).toBe('WRITE_OUTCOME_DONE')
  expect(await put('Bob', operationId)).toEqual(stored)
  expect(await put('Bob', randomUUIDv7())).toMatchObject({ outcome: 'WRITE_OUTCOME_VERSION_MISMATCH' })
  expect(await put('Mallory', operationId)).toMatchObject({ outcome: 'WRITE_OUTCOME_OPERATION_REUSED' })
  await records.delete({ type, id, reason: 'signed out' })
  await put('Bob', operationId)
  for (const version of [created.version, 0n])
    expect(await put('Bob', randomUUIDv7(), version)).toMatchObject({ outcome: 'WRITE_OUTCOME_DELETED' })
  expect(await records.get({ type, id })).toMatchObject({ deleted: true })
})

test('DB-02: ids are opaque, types are ours alone, and what no record can be called is refused', async () => {
  await using network = await startTestBroker()
  const { records, grpc } = await network.connect('authenticate')
  const odd = ["'; drop table records; --", '/../user', '%', '_', '$1', '__proto__', 'sessiоn', 'x'.repeat(512)]
  for (const id of odd) await records.put({ ...session(id), precondition: { mode: 'create' } })
  for (const id of odd) expect(await records.get(session(id))).toMatchObject({ id })
  expect(await records.delete({ type: 'session', id: '%', reason: 'test' })).toMatchObject({ deletedByThisCall: true })
  expect(await records.get(session('_'))).toMatchObject({ deleted: false })
  const refused = [
    { type: 'session', id: 'a\0b' },
    { type: 'session', id: 'x'.repeat(1_000_000) },
    { type: 'session', id: '' },
    { type: 'session\0', id: 'a' },
    { type: 'sessiоn', id: 'a' },
    { type: 'Session', id: 'a' },
    { type: '%', id: 'a' },
    { type: '*', id: 'a' },
    { type: '', id: 'a' },
    { type: 'constructor', id: 'a' },
    { type: "session' or '1'='1", id: 'a' },
  ]
  for (const key of refused)
    await expect(grpc.unaryCall(databrokerService.Get, key), JSON.stringify(key).slice(0, 60)).rejects.toMatchObject({
      code: 'invalid-argument',
    })
  for (const pageToken of ['x', "' or 1=1 --", Buffer.from('{"after":""}').toString('base64url')])
    await expect(records.query({ type: 'session', limit: 1, pageToken })).rejects.toMatchObject({
      code: 'invalid-argument',
    })
})

test('DB-03: bytes that are no cursor are refused, and a cursor of no history of ours begins anew', async () => {
  await using network = await startTestBroker()
  const { records } = await network.connect('authenticate')
  const stored = await records.put({ ...session(), precondition: { mode: 'create' } })
  if (stored.outcome !== 'stored') throw new Error(stored.outcome)
  const first = async (cursor: Uint8Array, service: 'authenticate' | 'proxy' = 'authenticate') => {
    const controller = new AbortController()
    const stream = (await network.connect(service)).grpc.bidiStream(databrokerService.Sync, controller)
    await stream.send({ open: { types: ['session'], cursor: Buffer.from(cursor) } })
    const seen: { readonly reset?: object | undefined; readonly cursor?: Uint8Array | undefined }[] = []
    for await (const { reset, checkpoint } of stream) {
      seen.push({ reset: reset ?? undefined, cursor: checkpoint?.cursor })
      if (checkpoint) break
    }
    controller.abort()
    return seen
  }
  const own = (await first(new Uint8Array())).at(-1)?.cursor
  if (own === undefined) throw new Error('no cursor')
  expect((await first(own)).some(({ reset }) => reset !== undefined)).toBe(false)
  for (const forged of [Buffer.from('forged'), own.subarray(1), Buffer.concat([own, own]), Buffer.alloc(100_000)])
    await expect(first(forged)).rejects.toMatchObject({ code: 'invalid-argument' })
  const viewHash = Buffer.from(own.subarray(-16)).toString('base64url')
  const { epoch, version } = stored
  const elsewhere = [
    encodeSyncCursor({ epoch: '0190aaaa-0000-7000-8000-000000000001', version, viewHash }),
    encodeSyncCursor({ epoch, version: version + 1_000n, viewHash }),
    encodeSyncCursor({ epoch, version, viewHash: Buffer.alloc(16).toString('base64url') }),
  ]
  for (const cursor of elsewhere) expect((await first(cursor))[0]?.reset).toBeDefined()
  expect((await first(own, 'proxy'))[0]?.reset).toBeDefined()
})

test('DB-06: a record beyond the limit is refused, and harms neither its connection nor other records', async () => {
  await using network = await startTestBroker()
  const { records } = await network.connect('authenticate')
  for (const bytes of [maxDataBytes, 10 * 1024 * 1024])
    await expect(
      records.put({ ...session(), data: { ...data, name: 'x'.repeat(bytes) }, precondition: { mode: 'create' } }),
    ).rejects.toSatisfy((error) => error instanceof AppError && error.code === 'resource-exhausted')
  expect(await records.put({ ...session(), precondition: { mode: 'create' } })).toMatchObject({ outcome: 'stored' })
})
