import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ServiceConfig } from '@sallyport/config'
import { silentLogger } from '@sallyport/kernel'
import {
  createLocalServiceAuthority,
  createLocalTlsAuthority,
  type LocalServiceAuthority,
  MemoryIdentitySource,
  serviceTlsOptions,
} from '@sallyport/pki'
import type { Mirror } from '@sallyport/records'
import { expect, test } from 'vitest'
import { portOf, ScriptedAuthorizer, sendRaw, startUpstream } from './edge.fixture.ts'
import { type RunningProxy, startProxy } from './proxy.ts'

interface Start {
  readonly services: LocalServiceAuthority
  readonly authenticatePort?: number
  readonly routes?: readonly object[]
  readonly drainTimeoutMs?: number
}

async function start(
  { services, authenticatePort = 1, routes = [], drainTimeoutMs = 0 }: Start,
  scope: AsyncDisposableStack,
) {
  const directory = await mkdtemp(join(tmpdir(), 'proxy-'))
  scope.defer(() => rm(directory, { recursive: true, force: true }))
  const tls = await createLocalTlsAuthority()
  const { certificate, privateKey } = await tls.issue(['app.localhost'])
  await writeFile(join(directory, 'app.localhost.crt'), certificate)
  await writeFile(join(directory, 'app.localhost.key'), privateKey.reveal())
  const nowhere = [{ host: '127.0.0.1', port: 1 }]
  const config: ServiceConfig<'proxy'> = {
    ...{ authenticateUrl: 'https://authenticate.localhost', trustDomain: services.trustDomain, digest: '' },
    ...{ compatibility: { pomeriumCli: false }, trustedProxies: [], assertionHeaderAliases: [] },
    ...{ addresses: [{ host: '127.0.0.1', port: 0 }], adminAddress: { host: '127.0.0.1', port: 0 } },
    certificates: { from: 'directory', directory },
    clientAuthorities: undefined,
    ...{ databrokerAddresses: nowhere, authorizeAddresses: nowhere, authenticateGrpcAddresses: nowhere },
    authenticateHttpAddresses: [...nowhere, { host: '127.0.0.1', port: authenticatePort }],
    ...{ maxStalenessMs: 300_000, onUnknown: 'close', onUnknownGraceMs: 30_000, drainDelayMs: 0, drainTimeoutMs },
    identity: { certificateFile: '', keyFile: '', trustBundleFile: '' },
  }
  const identities = new MemoryIdentitySource(await services.issueServiceIdentity('proxy', 'one'))
  const authorizer = new ScriptedAuthorizer()
  let readinessBefore: object | undefined
  const proxy = await startProxy(config, {
    ...{ identities, log: silentLogger },
    openAccess: async ({ base, mirror }) => {
      readinessBefore = base.health.readiness()
      fill(mirror, routes)
      return { authorizer, builtIn: { handle: async () => undefined }, async [Symbol.asyncDispose]() {} }
    },
  })
  scope.use(proxy)
  return {
    proxy,
    edge: { port: proxy.listenAddresses[0]?.port ?? 0, ca: tls.certificate },
    authorizer,
    readinessBefore,
  }
}

function fill(mirror: Mirror, routes: readonly object[]): void {
  mirror.streamStarted()
  mirror.reset({ storeId: 'store', epoch: 'epoch' })
  const at = new Date()
  const written = { createdAt: at, modifiedAt: at, writtenBy: 'test' }
  mirror.apply(
    routes.map((data, index) => ({
      ...{ type: 'route', id: `route-${index}`, deleted: false, version: BigInt(index + 1), data: { ...data } },
      ...written,
    })),
  )
  mirror.checkpoint({ epoch: 'epoch', version: 99n, storeId: 'store', cursor: new Uint8Array() })
}

async function startAuthenticate(
  services: LocalServiceAuthority,
  service: 'authenticate' | 'databroker',
  scope: AsyncDisposableStack,
) {
  const identity = await services.issueServiceIdentity(service, 'a')
  const seen: Record<string, unknown>[] = []
  const server = createServer(
    { ...serviceTlsOptions(identity), requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      seen.push({ ...request.headers, url: request.url })
      response.setHeader('set-cookie', '__Host-sallyport_sso=1; Path=/; Secure; HttpOnly')
      response.setHeader('x-sallyport-reply', 'true')
      response.end('sign in here')
    },
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.defer(() => {
    server.close()
    server.closeAllConnections()
  })
  return { port: portOf(server.address()), seen }
}

async function ready({ adminPort }: RunningProxy): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${adminPort}/readyz`)
  return response.status
}

test('it is not ready before it listens for users', async () => {
  await using scope = new AsyncDisposableStack()
  const { proxy, readinessBefore } = await start({ services: await createLocalServiceAuthority() }, scope)
  expect(readinessBefore).toEqual({ ready: false, problems: { listener: 'not listening for users yet' } })
  expect(await ready(proxy)).toBe(200)
})

test('the authenticate host is served by authenticate, whatever the routes say', async () => {
  await using scope = new AsyncDisposableStack()
  const services = await createLocalServiceAuthority()
  const authenticate = await startAuthenticate(services, 'authenticate', scope)
  const shadow = {
    from: 'https://authenticate.localhost',
    to: 'http://127.0.0.1:1',
    allow_public_unauthenticated_access: true,
  }
  const { edge, authorizer } = await start({ services, authenticatePort: authenticate.port, routes: [shadow] }, scope)

  const lines = [
    'Cookie: __Host-sallyport_sso=x',
    'X-Forwarded-For: 10.0.0.1',
    'X-Request-Id: mine',
    'X-Sallyport-User: root',
  ]
  const answer = await sendRaw(
    edge,
    [
      'GET /.sallyport/sign_in?host=a HTTP/1.1',
      'Host: authenticate.localhost',
      ...lines,
      'Connection: close',
      '',
      '',
    ].join('\r\n'),
  )

  expect(answer).toContain('sign in here')
  expect(answer).toMatch(/^set-cookie: __Host-sallyport_sso=1/im)
  expect(answer).toMatch(/^x-sallyport-reply: true/im)
  expect(authenticate.seen[0]).toMatchObject({
    ...{ url: '/.sallyport/sign_in?host=a', host: 'authenticate.localhost', cookie: '__Host-sallyport_sso=x' },
    ...{ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'authenticate.localhost' },
  })
  expect(authenticate.seen[0]?.['x-request-id']).not.toBe('mine')
  expect(authenticate.seen[0]).not.toHaveProperty('x-sallyport-user')
  expect(authorizer.asked).toHaveLength(0)
})

test('another service in the place of authenticate is not spoken to', async () => {
  await using scope = new AsyncDisposableStack()
  const services = await createLocalServiceAuthority()
  const impostor = await startAuthenticate(services, 'databroker', scope)
  const { edge } = await start({ services, authenticatePort: impostor.port }, scope)

  const answer = await sendRaw(edge, 'GET / HTTP/1.1\r\nHost: authenticate.localhost\r\nConnection: close\r\n\r\n')

  expect(answer).toMatch(/^HTTP\/1\.1 502 /)
  expect(impostor.seen).toHaveLength(0)
})

test('stopping says so first, lets an open request end and closes then', async () => {
  await using scope = new AsyncDisposableStack()
  const services = await createLocalServiceAuthority()
  const answer = Promise.withResolvers<void>()
  await using upstream = await startUpstream(
    (_request, response) => void answer.promise.then(() => response.end('done')),
  )
  const route = { from: 'https://app.localhost', to: upstream.url, allow_public_unauthenticated_access: true }
  const { proxy, edge } = await start({ services, routes: [route], drainTimeoutMs: 5_000 }, scope)
  expect(await ready(proxy)).toBe(200)
  const open = sendRaw(edge, 'GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n')
  await once(upstream.server, 'request')

  const stopped = proxy[Symbol.asyncDispose]()
  await expect.poll(() => ready(proxy)).toBe(503)
  await delay(1_500)
  answer.resolve()

  expect(await open).toMatch(/done/)
  await stopped
  await expect(ready(proxy)).rejects.toThrow()
})

test('a start that fails leaves nothing open', async () => {
  await using scope = new AsyncDisposableStack()
  const services = await createLocalServiceAuthority()
  const identities = new MemoryIdentitySource(await services.issueServiceIdentity('proxy', 'one'))
  let closed = false
  const { proxy } = await start({ services }, scope)
  const [taken] = proxy.listenAddresses
  const directory = await mkdtemp(join(tmpdir(), 'proxy-'))
  scope.defer(() => rm(directory, { recursive: true, force: true }))

  const failing = startProxy(
    {
      ...{ authenticateUrl: 'https://authenticate.localhost', trustDomain: services.trustDomain, digest: '' },
      ...{ compatibility: { pomeriumCli: false }, trustedProxies: [], assertionHeaderAliases: [] },
      ...{ addresses: taken === undefined ? [] : [taken], adminAddress: { host: '127.0.0.1', port: 0 } },
      certificates: { from: 'directory', directory },
      clientAuthorities: undefined,
      ...{
        databrokerAddresses: [],
        authorizeAddresses: [],
        authenticateGrpcAddresses: [],
        authenticateHttpAddresses: [],
      },
      ...{ maxStalenessMs: 1, onUnknown: 'close', onUnknownGraceMs: 1, drainDelayMs: 0, drainTimeoutMs: 0 },
      identity: { certificateFile: '', keyFile: '', trustBundleFile: '' },
    },
    {
      ...{ identities, log: silentLogger },
      openAccess: async () => ({
        ...{ authorizer: new ScriptedAuthorizer(), builtIn: { handle: async () => undefined } },
        async [Symbol.asyncDispose]() {
          closed = true
        },
      }),
    },
  )

  await expect(failing).rejects.toThrow('there is no certificate for users to see')
  expect(closed).toBe(true)
})
