import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { AppError, silentLogger } from '@sallyport/kernel'
import { createLocalServiceAuthority, serviceTlsOptions } from '@sallyport/pki'
import { healthService } from '@sallyport/proto'
import { type ServiceName, serviceNames } from '@sallyport/service-identity'
import { expect, test, vi } from 'vitest'
import {
  collect,
  echoHandlers,
  echoRights,
  echoService,
  identitySource,
  recordingLogger,
  startEcho,
} from './echo-service.fixture.ts'
import { type GrpcClient, openGrpcClient } from './grpc-client.ts'
import type { GrpcServer } from './grpc-server.ts'
import { implement } from './implementation.ts'
import { message, openSession, rawCall } from './raw-client.fixture.ts'
import { silentObserver } from './server-observer.ts'

const authority = await createLocalServiceAuthority()
const serviceOptions = serviceTlsOptions(await authority.issueServiceIdentity('proxy', 'raw'))

async function clientOf(server: GrpcServer, service: ServiceName = 'proxy'): Promise<GrpcClient> {
  const identities = await identitySource(authority, service)
  return openGrpcClient({ addresses: [server.address], identities, expectedService: 'databroker', log: silentLogger })
}

test.each(serviceNames)('%s may call what its rights say and nothing else', async (service) => {
  const { log, lines } = recordingLogger()
  const handled: string[] = []
  await using server = await startEcho(
    authority,
    {
      Say: () => ({ text: String(handled.push('/test.Echo/Say')) }),
      Guard: () => ({ text: String(handled.push('/test.Echo/Guard')) }),
      async *Count() {
        yield { text: String(handled.push('/test.Echo/Count')) }
      },
      async *Talk() {
        yield { text: String(handled.push('/test.Echo/Talk')) }
      },
    },
    { log },
  )
  await using client = await clientOf(server, service)
  const signal = AbortSignal.timeout(5_000)
  const outcomes = await Promise.allSettled([
    client.unaryCall(echoService.Say, { text: '' }),
    client.unaryCall(echoService.Guard, { text: '' }),
    collect(client.serverStream(echoService.Count, { text: '' }, { signal })),
    collect(client.bidiStream(echoService.Talk, { signal })),
  ])
  const paths = [...echoRights.keys()]
  const allowed = paths.filter((path) => echoRights.get(path)?.includes(service))
  expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'allowed' : outcome.reason.code))).toEqual(
    paths.map((path) => (allowed.includes(path) ? 'allowed' : 'permission-denied')),
  )
  expect(handled.sort()).toEqual(allowed.sort())
  const denials = lines.filter(({ message }) => message === 'call denied')
  expect(denials.map(({ fields }) => String(fields['method'])).sort()).toEqual(
    paths.filter((path) => !allowed.includes(path)).sort(),
  )
  expect(denials.every(({ fields }) => String(fields['peer']).endsWith(`/service/${service}/test`))).toBe(true)
})

test.each([
  '/test.Echo/say',
  '/test.echo/Say',
  '//test.Echo/Say',
  '/test.Echo/Say/',
  '/test.Echo/Say.',
  '/test.Echo/Say?x',
  '/test.Echo//Say',
  '/test.Echo/%53ay',
  '/',
  '/constructor',
])('the path %s is no method', async (path) => {
  await using server = await startEcho(authority)
  using raw = await openSession(server.address, serviceOptions)
  expect(await rawCall(raw.session, path)).toBe('12')
  expect(await rawCall(raw.session, '/test.Echo/Say')).toBe('0')
})

test('a path without its slash does not even make a call', async () => {
  const handled = vi.fn(() => ({ text: '' }))
  await using server = await startEcho(authority, { Say: handled })
  using raw = await openSession(server.address, serviceOptions)
  expect(await rawCall(raw.session, 'test.Echo/Say')).toMatch(/^12$|PROTOCOL_ERROR/)
  expect(handled).not.toHaveBeenCalled()
})

test('a server with a method that has no rights, or rights without a method, does not start', async () => {
  const [first, ...rest] = echoRights
  await expect(startEcho(authority, {}, { rights: new Map(rest) })).rejects.toThrow(
    `nothing says who may call ${first?.[0]}`,
  )
  await expect(startEcho(authority, {}, { rights: new Map([...echoRights, ['/test.Echo/Gone', []]]) })).rejects.toThrow(
    '/test.Echo/Gone has rights but is not served',
  )
})

test('a method that is implemented twice does not start', async () => {
  const once = implement(echoService, echoHandlers)
  await expect(startEcho(authority, {}, { methods: [...once, ...once] })).rejects.toThrow('is implemented twice')
})

test('a bug is logged once, tells the caller nothing and ends nothing but the call', async () => {
  const { log, lines } = recordingLogger()
  await using server = await startEcho(
    authority,
    {
      Say: async ({ text }) => {
        if (text === 'fine') return { text }
        throw new TypeError('the password is undefined')
      },
      async *Count() {
        yield { text: '1' }
        throw new TypeError('the password is undefined')
      },
      Talk: () => {
        throw new TypeError('the password is undefined')
      },
    },
    { log },
  )
  await using client = await clientOf(server)
  const signal = AbortSignal.timeout(5_000)
  const failures = [
    client.unaryCall(echoService.Say, { text: '' }),
    collect(client.serverStream(echoService.Count, { text: '' }, { signal })),
    collect(client.bidiStream(echoService.Talk, { signal })),
  ]
  for (const outcome of await Promise.allSettled(failures))
    expect(outcome).toMatchObject({ reason: { code: 'unavailable', message: 'databroker: internal error' } })
  expect(lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual(
    failures.map(() => 'handler failed'),
  )
  expect(await client.unaryCall(echoService.Say, { text: 'fine' })).toEqual({ text: 'fine' })
})

test('what a handler stumbles over because the caller has gone is no bug', async () => {
  const { log, lines } = recordingLogger()
  const reached = Promise.withResolvers<void>()
  await using server = await startEcho(
    authority,
    {
      Say: async (request, { signal }) => {
        reached.resolve()
        await delay(60_000, undefined, { signal })
        return request
      },
    },
    { log },
  )
  await using client = await clientOf(server)
  const controller = new AbortController()
  const call = client.unaryCall(echoService.Say, { text: '' }, { signal: controller.signal })
  await reached.promise
  controller.abort()
  await expect(call).rejects.toThrow()
  await vi.waitFor(() => expect(lines.at(-1)).toMatchObject({ level: 'debug', message: 'call failed' }))
  expect(lines.filter(({ level }) => level === 'error')).toEqual([])
})

test('an answer that cannot be encoded is a bug of ours', async () => {
  const { log, lines } = recordingLogger()
  const circular: { text: string; self?: object } = { text: '' }
  circular.self = circular
  await using server = await startEcho(authority, { Say: () => circular }, { log })
  await using client = await clientOf(server)
  await expect(client.unaryCall(echoService.Say, { text: '' })).rejects.toMatchObject({ code: 'unavailable' })
  expect(lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual(['response not encoded'])
})

test.each<[string, Parameters<typeof rawCall>[2], string]>([
  ['a message that is no message', { body: message(Buffer.from('{')) }, '13'],
  ['a length beyond the limit', { body: message(Buffer.alloc(10), { length: 0xffff_ffff }) }, '8'],
  ['a message beyond the limit', { body: message(Buffer.alloc(5 * 1024 * 1024)) }, '8'],
  [
    'a message that grows beyond the limit',
    {
      body: message(gzipSync(Buffer.alloc(64 * 1024 * 1024)), { compressed: true }),
      headers: { 'grpc-encoding': 'gzip' },
    },
    '8',
  ],
  [
    'a broken compressed message',
    { body: message(Buffer.from('no gzip'), { compressed: true }), headers: { 'grpc-encoding': 'gzip' } },
    '13',
  ],
  [
    'an unknown compression',
    { body: message(Buffer.from('x'), { compressed: true }), headers: { 'grpc-encoding': 'x' } },
    '12',
  ],
  ['a deadline that is none', { headers: { 'grpc-timeout': 'soon' } }, '13'],
  ['another content type', { headers: { 'content-type': 'text/plain' } }, 'none'],
])('%s ends its own call alone', async (_, request, status) => {
  const handled = vi.fn(() => ({ text: '' }))
  await using server = await startEcho(authority, { Say: handled })
  using raw = await openSession(server.address, serviceOptions)
  expect(await rawCall(raw.session, '/test.Echo/Say', request)).toBe(status)
  expect(handled).not.toHaveBeenCalled()
  using next = await openSession(server.address, serviceOptions)
  expect(await rawCall(next.session, '/test.Echo/Say')).toBe('0')
})

test('headers without end are refused, and the server lives', async () => {
  const handled = vi.fn(() => ({ text: '' }))
  await using server = await startEcho(authority, { Say: handled })
  using raw = await openSession(server.address, serviceOptions)
  const headers = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`x-${index}`, 'y'.repeat(16_000)]))
  expect(await rawCall(raw.session, '/test.Echo/Say', { headers })).not.toBe('0')
  expect(handled).not.toHaveBeenCalled()
  using next = await openSession(server.address, serviceOptions)
  expect(await rawCall(next.session, '/test.Echo/Say')).toBe('0')
})

test('a peer that floods its connection does not keep another from being served', async () => {
  await using server = await startEcho(authority, { Talk: () => neverEnding() })
  await using good = await clientOf(server, 'authorize')
  await good.unaryCall(echoService.Say, { text: '' })
  const call = { ':method': 'POST', ':path': '/test.Echo/Talk', 'content-type': 'application/grpc' }

  using resetting = await openSession(server.address, serviceOptions)
  const goneAway = new Promise((resolve) => resetting.session.once('goaway', resolve))
  for (let count = 0; count < 5_000 && !resetting.session.destroyed; count++) {
    const stream = resetting.session.request(call)
    stream.on('error', () => {})
    stream.close(8)
    if (count % 100 === 0) await delay(1)
  }
  await goneAway

  using opening = await openSession(server.address, serviceOptions)
  await new Promise((resolve) => opening.session.once('remoteSettings', resolve))
  expect(opening.session.remoteSettings.maxConcurrentStreams).toBe(1_024)
  for (let count = 0; count < 2_000; count++) opening.session.request(call).on('error', () => {})

  using pinging = await openSession(server.address, serviceOptions)
  for (let count = 0; count < 2_000; count++) {
    pinging.session.ping(() => {})
    if (count % 10 === 0) await delay(1)
  }

  expect(await good.unaryCall(echoService.Say, { text: 'still here' })).toEqual({ text: 'still here' })
})

test('a connection ends with the certificate that opened it, after the peer was sent away', async () => {
  let skewMs = 0
  const connectionClosed = vi.fn()
  await using server = await startEcho(
    authority,
    {},
    {
      now: () => new Date(Date.now() + skewMs),
      expiryCheckMs: 10,
      observer: { ...silentObserver, connectionClosed },
    },
  )
  using raw = await openSession(server.address, serviceOptions)
  expect(await rawCall(raw.session, '/test.Echo/Say')).toBe('0')
  const hourMs = 3_600_000
  const goneAway = new Promise((resolve) => raw.session.once('goaway', resolve))
  const stream = raw.session.request({
    ':method': 'POST',
    ':path': '/test.Echo/Talk',
    'content-type': 'application/grpc',
  })
  const cut = new Promise((resolve) => stream.once('close', resolve))
  stream.on('error', () => {})

  skewMs = 12 * hourMs - 4 * 60_000
  await goneAway
  expect(stream.closed).toBe(false)
  expect(connectionClosed).not.toHaveBeenCalled()
  skewMs = 12 * hourMs
  await cut
  await vi.waitFor(() => expect(connectionClosed).toHaveBeenCalledExactlyOnceWith('proxy', 'expired'))
})

test('a peer that comes with the last of its certificate is not sent away again and again', async () => {
  const hourMs = 3_600_000
  await using server = await startEcho(
    authority,
    {},
    { now: () => new Date(Date.now() + 12 * hourMs - 60_000), expiryCheckMs: 10 },
  )
  using raw = await openSession(server.address, serviceOptions)
  const goneAway = vi.fn()
  raw.session.once('goaway', goneAway)
  for (let call = 0; call < 10; call++) {
    await delay(10)
    expect(await rawCall(raw.session, '/test.Echo/Say')).toBe('0')
  }
  expect(goneAway).not.toHaveBeenCalled()
})

test('a peer that is revoked is cut off at once, another is not', async () => {
  const connectionClosed = vi.fn()
  await using server = await startEcho(authority, {}, { observer: { ...silentObserver, connectionClosed } })
  await using proxy = await clientOf(server)
  await using authorize = await clientOf(server, 'authorize')
  await authorize.unaryCall(echoService.Say, { text: '' })
  const stream = proxy.bidiStream(echoService.Talk, { signal: AbortSignal.timeout(5_000) })
  const reading = collect(stream)
  await stream.send({ text: '' })
  await vi.waitFor(() => expect(server.peers()).toHaveLength(2))
  expect(server.closeConnections(({ identity }) => identity.service === 'proxy', 'revoked')).toBe(1)
  await expect(reading).rejects.toMatchObject({ code: 'unavailable' })
  expect(connectionClosed).toHaveBeenCalledExactlyOnceWith('proxy', 'revoked')
  expect(await authorize.unaryCall(echoService.Say, { text: 'here' })).toEqual({ text: 'here' })
})

test('a stop ends streams with a reason, lets calls in flight finish and takes no more', async () => {
  const reached = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const server = await startEcho(authority, {
    Say: async (request) => {
      reached.resolve()
      await release.promise
      return request
    },
    // Takes no notice of its signal.
    async *Count() {
      yield { text: '1' }
      await new Promise(() => {})
    },
  })
  await using client = await clientOf(server)
  const call = client.unaryCall(echoService.Say, { text: 'last words' })
  await reached.promise
  const stream = client.serverStream(echoService.Count, { text: '' }, { signal: AbortSignal.timeout(5_000) })
  const messages = stream[Symbol.asyncIterator]()
  expect(await messages.next()).toMatchObject({ value: { text: '1' } })

  const stopped = server.stop(5_000)
  await expect(messages.next()).rejects.toMatchObject({
    code: 'unavailable',
    message: 'databroker: the server is stopping',
  })
  await expect(client.unaryCall(echoService.Guard, { text: '' })).rejects.toMatchObject({ code: 'unavailable' })
  release.resolve()
  expect(await call).toEqual({ text: 'last words' })
  await stopped
  await server.stop()
})

test('a call that does not finish in time is cut, and its handler is told', async () => {
  const aborted = Promise.withResolvers<unknown>()
  const reached = Promise.withResolvers<void>()
  const server = await startEcho(authority, {
    Say: async (_request, { signal }) => {
      signal.addEventListener('abort', () => aborted.resolve(signal.reason))
      reached.resolve()
      return new Promise(() => {})
    },
  })
  await using client = await clientOf(server)
  const call = client.unaryCall(echoService.Say, { text: '' })
  await reached.promise
  await Promise.all([server.stop(50), expect(call).rejects.toMatchObject({ code: 'unavailable' })])
  expect(await aborted.promise).toBeInstanceOf(AppError)
})

test('a reader that has stopped reading does not hold up a stop', async () => {
  const server = await startEcho(authority, {
    async *Count() {
      for (;;) yield { text: '.'.repeat(100_000) }
    },
  })
  await using client = await clientOf(server)
  const stream = client.serverStream(echoService.Count, { text: '' }, { signal: AbortSignal.timeout(5_000) })
  await stream[Symbol.asyncIterator]().next()
  await server.stop(50)
})

test('a caller that reads nothing of a stream is ended with the reason, and its handler cleans up', async () => {
  const cleanedUp = Promise.withResolvers<void>()
  await using server = await startEcho(
    authority,
    {
      async *Count() {
        try {
          for (;;) yield { text: '.'.repeat(100_000) }
        } finally {
          cleanedUp.resolve()
        }
      },
    },
    { stallLimitMs: 20 },
  )
  await using client = await clientOf(server)
  const stream = client.serverStream(echoService.Count, { text: '' }, { signal: AbortSignal.timeout(5_000) })
  await cleanedUp.promise
  await expect(collect(stream)).rejects.toMatchObject({
    code: 'resource-exhausted',
    message: 'databroker: nothing was read for 20 ms',
  })
})

test('a caller that reads slowly is waited for, however long it takes', async () => {
  await using server = await startEcho(
    authority,
    {
      async *Count() {
        for (let sent = 0; sent < 20; sent++) yield { text: '.'.repeat(100_000) }
      },
    },
    { stallLimitMs: 250 },
  )
  await using client = await clientOf(server)
  const stream = client.serverStream(echoService.Count, { text: '' }, { signal: AbortSignal.timeout(10_000) })
  let read = 0
  for await (const _ of stream) {
    read += 1
    await delay(25)
  }
  expect(read).toBe(20)
})

test('health tells of the server and its services, and of a change at once', async () => {
  await using server = await startEcho(authority)
  await using client = await clientOf(server, 'databroker')
  expect(await client.unaryCall(healthService.Check, {})).toEqual({ status: 'SERVING' })
  expect(await client.unaryCall(healthService.Check, { service: 'test.Echo' })).toEqual({ status: 'SERVING' })
  await expect(client.unaryCall(healthService.Check, { service: 'test.Other' })).rejects.toMatchObject({
    code: 'not-found',
  })
  const watching = client.serverStream(healthService.Watch, {}, { signal: AbortSignal.timeout(5_000) })
  const statuses = watching[Symbol.asyncIterator]()
  expect((await statuses.next()).value).toEqual({ status: 'SERVING' })
  server.setServing(false)
  expect((await statuses.next()).value).toEqual({ status: 'NOT_SERVING' })
  expect(await client.unaryCall(healthService.Check, {})).toEqual({ status: 'NOT_SERVING' })
})

test('whoever counts hears of every call', async () => {
  const callEnded = vi.fn()
  await using server = await startEcho(authority, {}, { observer: { ...silentObserver, callEnded } })
  await using client = await clientOf(server)
  await client.unaryCall(echoService.Say, { text: '' })
  await client.unaryCall(echoService.Guard, { text: '' }).catch(() => {})
  expect(callEnded.mock.calls.map(([{ method, service, code }]) => [method, service, code])).toEqual([
    ['/test.Echo/Say', 'proxy', 0],
    ['/test.Echo/Guard', 'proxy', 7],
  ])
})

async function* neverEnding(): AsyncGenerator<{ text: string }> {
  await new Promise(() => {})
  yield { text: '' }
}
