import { setTimeout as delay } from 'node:timers/promises'
import { AppError, silentLogger } from '@sallyport/kernel'
import { createLocalServiceAuthority, type IdentitySource } from '@sallyport/pki'
import type { ServiceName } from '@sallyport/service-identity'
import { expect, test, vi } from 'vitest'
import { collect, echoService, identitySource, recordingLogger, startEcho } from './echo-service.fixture.ts'
import { type GrpcClient, openGrpcClient } from './grpc-client.ts'
import type { GrpcServer } from './grpc-server.ts'

const authority = await createLocalServiceAuthority()
const proxyIdentity = await identitySource(authority, 'proxy')

function clientOf(
  server: Pick<GrpcServer, 'address'>,
  { identities = proxyIdentity as IdentitySource, expectedService = 'databroker' as ServiceName } = {},
): GrpcClient {
  return openGrpcClient({ addresses: [server.address], identities, expectedService, log: silentLogger })
}

test('a unary call is answered', async () => {
  await using server = await startEcho(authority)
  await using client = clientOf(server)
  expect(await client.unaryCall(echoService.Say, { text: 'ahoy' })).toEqual({ text: 'ahoy' })
})

test('a handler knows who calls, by which certificate and for which request', async () => {
  const seen = vi.fn()
  await using server = await startEcho(authority, {
    Say: (request, { caller, certificateSerial, requestId }) => {
      seen({ caller, certificateSerial, requestId })
      return request
    },
  })
  await using client = clientOf(server)
  await client.unaryCall(echoService.Say, { text: '' }, { requestId: 'req-1' })
  const { identity: caller, serialNumber: certificateSerial } = proxyIdentity.current()
  expect(seen).toHaveBeenLastCalledWith({ caller, certificateSerial, requestId: 'req-1' })
  await client.unaryCall(echoService.Say, { text: '' }, { requestId: 'not an id' })
  expect(seen).toHaveBeenLastCalledWith({
    caller,
    certificateSerial,
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
})

test('an expected failure keeps its code and message', async () => {
  await using server = await startEcho(authority, {
    Say: () => {
      throw new AppError('conflict', 'version 7 is newer')
    },
  })
  await using client = clientOf(server)
  await expect(client.unaryCall(echoService.Say, { text: '' })).rejects.toMatchObject({
    name: 'AppError',
    code: 'conflict',
    message: 'databroker: version 7 is newer',
  })
})

test('a call without an answer ends by its deadline, and its handler is told', async () => {
  const aborted = Promise.withResolvers<unknown>()
  await using server = await startEcho(authority, {
    Say: async (_request, { signal }) => {
      signal.addEventListener('abort', () => aborted.resolve(signal.reason))
      return new Promise(() => {})
    },
  })
  await using client = clientOf(server)
  await client.ready(AbortSignal.timeout(5_000))
  await expect(client.unaryCall(echoService.Say, { text: '' }, { timeoutMs: 50 })).rejects.toMatchObject({
    code: 'deadline-exceeded',
  })
  expect(await aborted.promise).toMatchObject({ name: 'AppError' })
})

test('a call that is aborted ends with the reason, on both sides', async () => {
  const reached = Promise.withResolvers<void>()
  const aborted = Promise.withResolvers<unknown>()
  await using server = await startEcho(authority, {
    Say: async (_request, { signal }) => {
      signal.addEventListener('abort', () => aborted.resolve(signal.reason))
      reached.resolve()
      return new Promise(() => {})
    },
  })
  await using client = clientOf(server)
  const controller = new AbortController()
  const call = client.unaryCall(echoService.Say, { text: '' }, { signal: controller.signal })
  await reached.promise
  controller.abort(new Error('the browser has gone'))
  await expect(call).rejects.toThrow('the browser has gone')
  expect(await aborted.promise).toMatchObject({ code: 'cancelled' })
})

test('a call to nobody fails at once', async () => {
  await using server = await startEcho(authority)
  const { address } = server
  await server.stop(0)
  await using client = clientOf({ address })
  await expect(client.unaryCall(echoService.Say, { text: '' })).rejects.toMatchObject({ code: 'unavailable' })
})

test('a server that is another service is not spoken to', async () => {
  const handled = vi.fn()
  await using server = await startEcho(authority, { Say: handled })
  await using client = clientOf(server, { expectedService: 'authorize' })
  await expect(client.unaryCall(echoService.Say, { text: 'secret' })).rejects.toMatchObject({ code: 'unavailable' })
  expect(handled).not.toHaveBeenCalled()
})

test('a server of an unknown authority is not spoken to', async () => {
  await using server = await startEcho(await createLocalServiceAuthority())
  await using client = clientOf(server)
  await expect(client.unaryCall(echoService.Say, { text: '' })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('self-signed certificate'),
  })
})

test('a server of another trust domain is not spoken to, even if its authority is trusted', async () => {
  const foreign = await createLocalServiceAuthority({ trustDomain: 'other.internal' })
  await using server = await startEcho(foreign)
  const identities = await identitySource(authority, 'proxy')
  identities.replace({ ...identities.current(), trustBundle: authority.trustBundle + foreign.trustBundle })
  await using client = clientOf(server, { identities })
  await expect(client.unaryCall(echoService.Say, { text: '' })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('the server is not databroker of sallyport.internal'),
  })
})

test('a server is found by a name below localhost without asking a resolver', async () => {
  await using server = await startEcho(authority)
  const addresses = [{ host: 'databroker.localhost', port: server.address.port }]
  await using client = openGrpcClient({
    addresses,
    identities: proxyIdentity,
    expectedService: 'databroker',
    log: silentLogger,
  })
  expect(await client.unaryCall(echoService.Say, { text: 'x' })).toEqual({ text: 'x' })
})

test('of several addresses one that answers is enough, and calls are spread over all that do', async () => {
  await using gone = await startEcho(authority)
  const addresses = [gone.address]
  await gone.stop(0)
  await using one = await startEcho(authority, { Say: () => ({ text: 'one' }) })
  await using other = await startEcho(authority, { Say: () => ({ text: 'other' }) })
  addresses.push(one.address, other.address)
  await using client = openGrpcClient({
    addresses,
    identities: proxyIdentity,
    expectedService: 'databroker',
    log: silentLogger,
  })
  const answers = new Set<string>()
  await vi.waitFor(async () => {
    answers.add((await client.unaryCall(echoService.Say, { text: '' })).text)
    expect([...answers].sort()).toEqual(['one', 'other'])
  })
})

test('a server that comes back is found again', async () => {
  await using first = await startEcho(authority)
  const { address } = first
  await using client = clientOf(first)
  await client.unaryCall(echoService.Say, { text: '' })
  await first.stop(0)
  await expect(client.unaryCall(echoService.Say, { text: '' })).rejects.toMatchObject({ code: 'unavailable' })
  await using _second = await startEcho(authority, {}, { address })
  await client.ready(AbortSignal.timeout(5_000))
  expect(await client.unaryCall(echoService.Say, { text: 'back' })).toEqual({ text: 'back' })
})

test('messages go both ways', async () => {
  await using server = await startEcho(authority)
  await using client = clientOf(server)
  using stream = client.bidiStream(echoService.Talk, { signal: AbortSignal.timeout(5_000) })
  const answers = stream[Symbol.asyncIterator]()
  await stream.send({ text: 'one' })
  expect((await answers.next()).value).toEqual({ text: 'ONE' })
  await stream.send({ text: 'two' })
  stream.end()
  expect((await answers.next()).value).toEqual({ text: 'TWO' })
  expect((await answers.next()).done).toBe(true)
})

test('a stream ends with the error of the server, even if it is read only later', async () => {
  await using server = await startEcho(authority, {
    async *Count() {
      throw new AppError('resource-exhausted', 'too slow')
    },
  })
  await using client = clientOf(server)
  const stream = client.serverStream(echoService.Count, { text: '1' }, { signal: AbortSignal.timeout(5_000) })
  if (!stream.ended.aborted) await new Promise((resolve) => stream.ended.addEventListener('abort', resolve))
  await expect(collect(stream)).rejects.toMatchObject({ code: 'resource-exhausted' })
})

test('a stream ends with the reason of its signal', async () => {
  await using server = await startEcho(authority)
  await using client = clientOf(server)
  const controller = new AbortController()
  const stream = client.bidiStream(echoService.Talk, { signal: controller.signal })
  const reading = collect(stream)
  await stream.send({ text: 'x' })
  controller.abort(new Error('enough'))
  await expect(reading).rejects.toThrow('enough')
  await expect(stream.send({ text: 'y' })).rejects.toThrow('enough')
})

test('leaving the loop over a stream ends the call on the server', async () => {
  const ended = Promise.withResolvers<void>()
  await using server = await startEcho(authority, {
    async *Count(_request, { signal }) {
      signal.addEventListener('abort', () => ended.resolve())
      for (let number = 0; ; number++) yield { text: String(number) }
    },
  })
  await using client = clientOf(server)
  for await (const { text } of client.serverStream(
    echoService.Count,
    { text: '' },
    { signal: new AbortController().signal },
  ))
    if (text === '100') break
  await ended.promise
})

test('a reader that pauses stops the server, and loses nothing', async () => {
  let produced = 0
  const total = 20_000
  await using server = await startEcho(authority, {
    async *Count() {
      for (; produced < total; produced++) yield { text: `${produced}${'.'.repeat(1_000)}` }
    },
  })
  await using client = clientOf(server)
  let received = 0
  for await (const { text } of client.serverStream(
    echoService.Count,
    { text: '' },
    { signal: AbortSignal.timeout(15_000) },
  )) {
    expect(Number.parseInt(text, 10)).toBe(received++)
    if (received === 1) {
      let before = -1
      while (produced !== before) {
        before = produced
        await delay(100)
      }
      expect(produced).toBeLessThan(total / 10)
    }
  }
  expect(received).toBe(total)
})

test('a sender waits until the other end reads', async () => {
  const reading = Promise.withResolvers<void>()
  await using server = await startEcho(authority, {
    async *Talk(requests) {
      await reading.promise
      for await (const request of requests) yield request
    },
  })
  await using client = clientOf(server)
  using stream = client.bidiStream(echoService.Talk, { signal: AbortSignal.timeout(15_000) })
  let sent = 0
  const sending = (async () => {
    for (; sent < 20_000; sent++) await stream.send({ text: '.'.repeat(1_000) })
    stream.end()
  })()
  let before = -1
  while (sent !== before) {
    before = sent
    await delay(100)
  }
  expect(sent).toBeLessThan(5_000)
  reading.resolve()
  expect(await collect(stream)).toHaveLength(20_000)
  await sending
})

test('a new identity is used for new calls while the open stream goes on', async () => {
  const identities = await identitySource(authority, 'proxy')
  const { log, lines } = recordingLogger()
  await using server = await startEcho(authority, {
    Say: (_request, { certificateSerial }) => ({ text: certificateSerial }),
  })
  await using client = openGrpcClient({ addresses: [server.address], identities, expectedService: 'databroker', log })
  using stream = client.bidiStream(echoService.Talk, { signal: AbortSignal.timeout(10_000) })
  const answers = stream[Symbol.asyncIterator]()
  await stream.send({ text: 'before' })
  await answers.next()

  const rotated = Promise.withResolvers<void>()
  using _listening = client.onRotated(() => rotated.resolve())
  const next = await authority.issueServiceIdentity('proxy', 'test')
  identities.replace(next)
  await rotated.promise
  expect(await client.unaryCall(echoService.Say, { text: '' })).toEqual({ text: next.serialNumber })
  await stream.send({ text: 'after' })
  expect((await answers.next()).value).toEqual({ text: 'AFTER' })
  expect(server.peers()).toHaveLength(2)
  expect(lines.map(({ message }) => message)).toEqual(['connected with the new identity'])
})

test('no call fails while both ends change their identities over and over', async () => {
  const serverIdentities = await identitySource(authority, 'databroker')
  const clientIdentities = await identitySource(authority, 'proxy')
  const serials = new Set<string>()
  await using server = await startEcho(
    authority,
    {
      Say: (request, { certificateSerial }) => {
        serials.add(certificateSerial)
        return request
      },
    },
    { identities: serverIdentities },
  )
  await using client = clientOf(server, { identities: clientIdentities })
  const done = new AbortController()
  const calling = Array.from({ length: 8 }, async () => {
    while (!done.signal.aborted) await client.unaryCall(echoService.Say, { text: 'x' })
  })
  const rotations = 10
  for (let rotation = 0; rotation < rotations; rotation++) {
    const rotated = Promise.withResolvers<void>()
    using _listening = client.onRotated(() => rotated.resolve())
    serverIdentities.replace(await authority.issueServiceIdentity('databroker', 'test'))
    clientIdentities.replace(await authority.issueServiceIdentity('proxy', 'test'))
    await rotated.promise
    await delay(20)
  }
  done.abort()
  await Promise.all(calling)
  expect(serials.size).toBe(rotations + 1)
  await vi.waitFor(() => expect(server.peers()).toHaveLength(1))
})

test('the old connection serves for as long as the new identity is not accepted', async () => {
  const identities = await identitySource(authority, 'proxy')
  await using server = await startEcho(authority)
  await using client = clientOf(server, { identities })
  await client.unaryCall(echoService.Say, { text: '' })
  const stranger = await createLocalServiceAuthority()
  const rotated = vi.fn()
  using _listening = client.onRotated(rotated)
  identities.replace(await stranger.issueServiceIdentity('proxy', 'test'))
  await delay(200)
  expect(await client.unaryCall(echoService.Say, { text: 'still' })).toEqual({ text: 'still' })
  expect(rotated).not.toHaveBeenCalled()
})

test('a client that is disposed ends what it has open and takes no more', async () => {
  await using server = await startEcho(authority)
  const client = clientOf(server)
  const stream = client.bidiStream(echoService.Talk, { signal: AbortSignal.timeout(5_000) })
  await stream.send({ text: '' })
  const reading = collect(stream)
  await client[Symbol.asyncDispose]()
  await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
  await expect(client.unaryCall(echoService.Say, { text: '' })).rejects.toMatchObject({ code: 'cancelled' })
})
