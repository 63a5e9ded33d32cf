import type { Address, ServiceConfig } from '@sallyport/config'
import { AppError, sleep, systemMonotonicMs } from '@sallyport/kernel'
import { canonicalAuthority, headerAliases } from '@sallyport/routing'
import {
  fit,
  openServiceBase,
  type RunningService,
  type ServiceBase,
  type ServiceBaseOverrides,
  stopInOrder,
  unfit,
} from '@sallyport/service'
import { openAccess } from './access/open-access.ts'
import { AccessLog } from './access-log.ts'
import type { Access, AccessOptions } from './authorize-request.ts'
import { EdgeMetrics } from './edge-metrics.ts'
import { AuthenticateHeaders } from './forwarding/authenticate-headers.ts'
import { openAuthenticateUpstream } from './forwarding/authenticate-upstream.ts'
import type { ForwardTarget } from './forwarding/forward-target.ts'
import { UpstreamPools } from './forwarding/upstream-pools.ts'
import { RequestHandler } from './handle-request.ts'
import { type EdgeListener, openEdgeListener } from './listener/edge-listener.ts'
import { ClientAddresses } from './listener/peer.ts'
import { openServerCertificates } from './listener/server-certificates.ts'
import { createProxyMirror } from './proxy-mirror.ts'
import { RouteSnapshot } from './route-snapshot.ts'

/** What a test brings instead. */
export interface ProxyOverrides extends ServiceBaseOverrides {
  readonly openAccess?: (options: AccessOptions) => Promise<Access>
  /** Aborts when the service shall stop, also while it is still starting. */
  readonly signal?: AbortSignal
}

export interface RunningProxy extends RunningService {
  /** Where users reach it. */
  readonly listenAddresses: readonly Address[]
  readonly adminPort: number
}

/** Starts a proxy. Its admin listener opens first; it listens for users once it can decide. */
export async function startProxy(
  config: ServiceConfig<'proxy'>,
  overrides: ProxyOverrides = {},
): Promise<RunningProxy> {
  await using scope = new AsyncDisposableStack()
  const base = await openServiceBase({ service: 'proxy', ...config, overrides }, scope)
  const { log, identities, metrics } = base
  const { signal = new AbortController().signal } = overrides
  base.health.check('listener', () => unfit('not listening for users yet'))

  const mirror = createProxyMirror()
  const pools = scope.use(new UpstreamPools())
  const aliases = headerAliases(config.assertionHeaderAliases)
  const routes = scope.use(new RouteSnapshot({ records: mirror, pools, aliases, log }))
  const access = scope.use(await (overrides.openAccess ?? openAccess)({ config, base, mirror, routes, signal }))

  const certificates = scope.use(await openServerCertificates(config.certificates, log, config.clientAuthorities))
  const clients = new ClientAddresses(config.trustedProxies)
  const authenticate = scope.use(
    openAuthenticateUpstream({ addresses: config.authenticateHttpAddresses, identities, log }),
  )
  const handler = new RequestHandler({
    authenticateAuthority: authorityOf(config.authenticateUrl),
    authenticate: authenticateTarget(authenticate),
    routes,
    clients,
    authorizer: access.authorizer,
    builtIn: access.builtIn,
    observer: new AccessLog(log, new EdgeMetrics(metrics, () => listener.openConnections), systemMonotonicMs),
    monotonicMs: systemMonotonicMs,
  })
  const listener: EdgeListener = scope.use(
    await openEdgeListener({
      addresses: config.addresses,
      certificates,
      asksForCertificate: config.clientAuthorities !== undefined,
      peerOf: (address, certificate) => clients.peer(address, certificate),
      onExchange: (exchange) => handler.handle(exchange),
      log,
    }),
  )
  base.health.check('listener', () => fit)
  base.health.component('listener', () => ({
    addresses: listener.addresses,
    open_connections: listener.openConnections,
  }))
  base.health.component('routes', () => ({ hosts: [...routes.table.hosts()].length, unusable: routes.unusable }))

  const listenAddresses = listener.addresses
  const addresses = {
    https: listenAddresses.map(({ host, port }) => `${host}:${port}`).join(', '),
    admin: `${config.adminAddress.host}:${base.adminPort}`,
  }
  log.info({ ...addresses, spiffe_id: base.spiffeId }, 'proxy is listening')
  scope.defer(() => stop({ config, base, listener, handler }))
  const owned = scope.move()
  return {
    addresses,
    listenAddresses,
    adminPort: base.adminPort,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

interface Stopping {
  readonly config: ServiceConfig<'proxy'>
  readonly base: ServiceBase
  readonly listener: EdgeListener
  readonly handler: RequestHandler
}

/** The order of stopping; what the proxy stands on closes after it. */
async function stop({ config, base, listener, handler }: Stopping): Promise<void> {
  const phases = [
    { name: 'not ready', stop: () => base.health.stopping() },
    { name: 'load balancers notice', stop: () => sleep(config.drainDelayMs) },
    { name: 'accept no connections', stop: () => listener.stopAccepting() },
    { name: 'ask clients to go', stop: () => listener.drain() },
    { name: 'finish what is open', stop: () => listener.drainedWithin(config.drainTimeoutMs) },
    { name: 'close WebSockets', stop: () => handler.closeTunnels() },
    { name: 'hear the last of clients', stop: () => listener.drainedWithin(lastWordsMs) },
  ]
  await stopInOrder(phases, base.log)
}

/** How long clients may take to answer a close frame. */
const lastWordsMs = 1_000

function authenticateTarget(upstream: ForwardTarget['upstream']): ForwardTarget {
  const rules = new AuthenticateHeaders()
  return { upstream, rules, timeoutMs: authenticateTimeoutMs, preservesHost: true, isLocalhost: false }
}

const authenticateTimeoutMs = 30_000

function authorityOf(url: string): string {
  const result = canonicalAuthority(new URL(url).host)
  if (result.outcome === 'ok') return result.authority
  throw new AppError('invalid-argument', `authenticate_url names no host (${result.reason})`)
}
