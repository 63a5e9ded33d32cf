import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request as httpsRequest } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GrpcServer, type ImplementedMethod, implement } from '@sallyport/grpc'
import { encodeSession } from '@sallyport/identity'
import { silentLogger } from '@sallyport/kernel'
import { createLocalServiceAuthority, createLocalTlsAuthority, MemoryIdentitySource } from '@sallyport/pki'
import {
  authenticateService,
  authorizeService,
  type CheckRequest,
  type CheckResponseInput,
  databrokerService,
  keysService,
  type RedeemSignInCodeResponseInput,
} from '@sallyport/proto'
import { routeSchema } from '@sallyport/routing'
import { type ServiceName, serviceNames } from '@sallyport/service-identity'
import { KeyRing, sealSessionCookie } from '@sallyport/tokens'
import { type ClientOptions, WebSocket } from 'ws'
import { newSession } from './access/access.fixture.ts'
import { openAccess } from './access/open-access.ts'
import type { PausePoints } from './access/pause-points.ts'
import { type RunningProxy, startProxy } from './proxy.ts'
import { ScriptedStore, storeEpoch } from './scripted-store.fixture.ts'

const authority = 'app.localhost'
const free = { host: '127.0.0.1', port: 0 }

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** What stands behind the proxies of a test, in its hands: one policy, one session at a time. */
export class Backend {
  readonly store = new ScriptedStore()
  readonly checks: CheckRequest[] = []
  check: (request: CheckRequest) => CheckResponseInput = (request) => this.allow(request)
  redeem: () => RedeemSignInCodeResponseInput = () => ({ redeemed: false })

  /** Lets everybody in whose session is there, as of now. */
  allow({ routeId, routeVersion, sessionId }: CheckRequest): CheckResponseInput {
    return {
      outcome: sessionId === '' ? 'OUTCOME_UNAUTHENTICATED' : 'OUTCOME_ALLOW',
      upstreamHeaders: [{ name: 'x-sallyport-jwt-assertion', value: `for ${sessionId}` }],
      ...{ epoch: storeEpoch, decidedAt: this.store.version.toString(), lifetimeMs: 300_000 },
      dependencies: [
        { type: 'route', id: routeId, version: routeVersion },
        { type: 'session', id: sessionId, version: '1' },
      ],
    }
  }

  /** Signs somebody in; returns the session's id and the cookie for the route's host. */
  signIn() {
    const { session, secret, userRecord } = newSession(new Date())
    this.store.put('user', userRecord.id, userRecord.data)
    const { id, data, expiresAt } = encodeSession(session)
    const recordVersion = this.store.put('session', id, data, expiresAt)
    const handle = { sessionId: id, secret, recordVersion, epoch: storeEpoch }
    return { id, handle, cookie: `__Host-sallyport=${sealSessionCookie(this.ring, authority, handle)}` }
  }

  get ring(): KeyRing {
    return new KeyRing([this.store.routeCookieKey])
  }
}

/** Proxies as they run in production, over real gRPC and TLS, with everything behind them scripted. */
export async function startConstellation({
  upstream,
  proxies = 1,
  pausePoints = {},
  maxStalenessMs = 300_000,
}: {
  readonly upstream: string
  readonly proxies?: number
  readonly pausePoints?: PausePoints
  readonly maxStalenessMs?: number
}) {
  await using scope = new AsyncDisposableStack()
  const services = await createLocalServiceAuthority()
  const backend = new Backend()
  backend.store.put(
    'route',
    'app',
    routeSchema.parse({ from: `https://${authority}`, to: upstream, allow_any_authenticated_user: true }),
  )
  const serve = async (service: ServiceName, methods: readonly ImplementedMethod[]) => {
    const identities = new MemoryIdentitySource(await services.issueServiceIdentity(service, 'test'))
    const rights = new Map(methods.map(({ method }) => [method.path, serviceNames] as const))
    return scope.use(
      await GrpcServer.listen({ address: free, identities, methods, rights, log: silentLogger, graceMs: 100 }),
    )
  }
  const { databroker, keys } = backend.store
  const broker = await serve('databroker', [
    ...implement(databrokerService, databroker),
    ...implement(keysService, keys),
  ])
  const Check = (request: CheckRequest): CheckResponseInput => {
    backend.checks.push(request)
    return backend.check(request)
  }
  const authorize = await serve('authorize', implement(authorizeService, { Check }))
  const authenticate = await serve(
    'authenticate',
    implement(authenticateService, { RedeemSignInCode: () => backend.redeem() }),
  )

  const tls = await createLocalTlsAuthority()
  const directory = await mkdtemp(join(tmpdir(), 'constellation-'))
  scope.defer(() => rm(directory, { recursive: true, force: true }))
  const { certificate, privateKey } = await tls.issue([authority])
  await writeFile(join(directory, `${authority}.crt`), certificate)
  await writeFile(join(directory, `${authority}.key`), privateKey.reveal())
  const running: RunningProxy[] = []
  for (let number = 0; number < proxies; number++) {
    const identities = new MemoryIdentitySource(await services.issueServiceIdentity('proxy', `proxy-${number}`))
    const proxy = await startProxy(
      {
        ...{ authenticateUrl: 'https://authenticate.localhost', trustDomain: services.trustDomain, digest: '' },
        ...{ compatibility: { pomeriumCli: false }, trustedProxies: [], assertionHeaderAliases: [] },
        ...{ addresses: [free], adminAddress: free, certificates: { from: 'directory', directory } },
        clientAuthorities: undefined,
        ...{ databrokerAddresses: [broker.address], authorizeAddresses: [authorize.address] },
        ...{ authenticateGrpcAddresses: [authenticate.address], authenticateHttpAddresses: [authenticate.address] },
        ...{ maxStalenessMs, onUnknown: 'close', onUnknownGraceMs: 0, drainDelayMs: 0, drainTimeoutMs: 100 },
        identity: { certificateFile: '', keyFile: '', trustBundleFile: '' },
      },
      { identities, log: silentLogger, openAccess: (options) => openAccess(options, pausePoints) },
    )
    running.push(scope.use(proxy))
  }
  const owned = scope.move()
  return {
    backend,
    clients: running.map((proxy) => new Client(proxy, tls.certificate)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** A user of one proxy. */
export class Client {
  readonly proxy: RunningProxy
  readonly ca: string

  constructor(proxy: RunningProxy, ca: string) {
    this.proxy = proxy
    this.ca = ca
  }

  get port(): number {
    return this.proxy.listenAddresses[0]?.port ?? 0
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const request = httpsRequest({
      ...{ host: '127.0.0.1', port: this.port, servername: authority, ca: this.ca, path, agent: false },
      headers: { host: authority, ...headers },
    })
    request.end()
    const [response] = await once(request, 'response')
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk)
    return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }
  }

  webSocket(cookie: string, options: ClientOptions = {}): WebSocket {
    const socket = new WebSocket(`wss://${authority}:${this.port}/ws`, {
      ca: this.ca,
      lookup: (_host, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
      headers: { host: authority, origin: `https://${authority}`, cookie },
      ...options,
    })
    socket.on('error', () => {})
    return socket
  }

  async admin(path: string): Promise<{ readonly status: number; readonly body: string }> {
    const response = await fetch(`http://127.0.0.1:${this.proxy.adminPort}${path}`)
    return { status: response.status, body: await response.text() }
  }
}
