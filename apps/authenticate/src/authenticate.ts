import type { ServiceConfig } from '@sallyport/config'
import { DatabrokerClient, type RunningSync, startSync } from '@sallyport/databroker-client'
import { GrpcServer, implement, openGrpcClient } from '@sallyport/grpc'
import { type Logger, type Now, systemNow } from '@sallyport/kernel'
import { type IdentityProviders, openIdentityProviders } from '@sallyport/oidc'
import { authenticateService } from '@sallyport/proto'
import { Mirror } from '@sallyport/records'
import {
  fit,
  grpcServerMetrics,
  openServiceBase,
  type RunningService,
  type ServiceBase,
  type ServiceBaseOverrides,
  unfit,
} from '@sallyport/service'
import { parseKeyRingFile } from '@sallyport/tokens'
import { accessLog } from './access-log.ts'
import { type AuthenticateMetrics, authenticateMetrics } from './authenticate-metrics.ts'
import { BackgroundWork } from './background-work.ts'
import { FormToken } from './cookies/form-token.ts'
import { ProviderFlowCookies } from './cookies/provider-flow-cookies.ts'
import { SignOnCookie } from './cookies/sign-on-cookie.ts'
import {
  callbackEndpoint,
  discoveryEndpoint,
  keySetEndpoint,
  signedOutEndpoint,
  signInEndpoint,
  signOutEndpoint,
  userEndpoint,
} from './endpoint-paths.ts'
import { SignIn } from './endpoints/sign-in.ts'
import { formPostCallback, SignInCallback } from './endpoints/sign-in-callback.ts'
import { SignOut, signedOut } from './endpoints/sign-out.ts'
import { userPage } from './endpoints/user.ts'
import { discoveryDocument, keySet } from './endpoints/well-known.ts'
import { RouteHosts } from './route-hosts.ts'
import { SessionEnder } from './sessions/end-session.ts'
import { redeemSignInCode } from './sessions/redeem-sign-in-code.ts'
import { SignOns } from './sessions/sign-ons.ts'
import { SessionStarter } from './sessions/start-session.ts'
import { signInHealth } from './sign-in-health.ts'
import { answerRequest } from './web/answer-request.ts'
import type { Endpoint } from './web/endpoint.ts'
import { WebListener } from './web/web-listener.ts'
import { redirectReply } from './web/web-reply.ts'

export interface AuthenticateOverrides extends ServiceBaseOverrides {
  readonly now?: Now
  /** Named places where a test can hold the work up. */
  readonly pausePoints?: { readonly beforeCodeDelete?: () => Promise<void> }
}

export interface RunningAuthenticate extends RunningService {
  readonly grpcPort: number
  readonly httpPort: number
  readonly adminPort: number
}

/** A person waits for the answer, and a page that says what is wrong is better than a browser that spins. */
const databrokerLimits = { timeoutMs: 3_000, attemptTimeoutMs: 1_500 }

/**
 * Starts an authenticate; resolves once it serves, whether or not databroker and the identity providers can be reached. It is ready when it
 * knows the routes. Disposing stops in this order: not ready, requests and calls finished, work in the background finished, discovery of
 * providers and the routes no longer followed, connections to the databroker closed.
 */
export async function startAuthenticate(
  config: ServiceConfig<'authenticate'>,
  overrides: AuthenticateOverrides = {},
): Promise<RunningAuthenticate> {
  await using scope = new AsyncDisposableStack()
  const now = overrides.now ?? systemNow
  const base = await openServiceBase({ service: 'authenticate', ...config, overrides }, scope)
  const { health, log, identities } = base
  const metrics = authenticateMetrics(base.metrics)
  const client = scope.use(
    openGrpcClient({ addresses: config.databrokerAddresses, identities, expectedService: 'databroker', log }),
  )
  const records = new DatabrokerClient(client, databrokerLimits)
  const mirror = new Mirror({ types: ['route', 'jwks'] })
  const sync = scope.use(startSync({ mirror, client, log }))
  reportSync(sync, base)
  const providers = scope.use(openIdentityProviders(config.identityProviders, { logger: log, now }))
  health.component('identity_providers', () => signInHealth(providers))
  const background = scope.use(new BackgroundWork(log))
  const routeHosts = scope.use(new RouteHosts(mirror, records))

  const endpoints = endpointTable(config, { records, mirror, routeHosts, providers, background, metrics, log, now })
  const { beforeCodeDelete } = overrides.pausePoints ?? {}
  const grpc = scope.use(
    await GrpcServer.listen({
      address: config.grpcAddress,
      identities,
      methods: implement(authenticateService, {
        RedeemSignInCode: redeemSignInCode({
          records,
          log,
          now,
          count: metrics.redemption,
          ...(beforeCodeDelete && { beforeDelete: beforeCodeDelete }),
        }),
      }),
      rights: new Map([[authenticateService.RedeemSignInCode.path, ['proxy']]]),
      log,
      observer: grpcServerMetrics(base.metrics),
    }),
  )
  const web = scope.use(
    await WebListener.listen({
      address: config.httpAddress,
      identities,
      answer: answerRequest(endpoints, log),
      onAnswered: accessLog(endpoints, metrics, log),
      log,
      now,
    }),
  )
  grpc.setServing(true)
  scope.defer(() => health.stopping())

  const addresses = {
    http: `${config.httpAddress.host}:${web.port}`,
    grpc: `${grpc.address.host}:${grpc.address.port}`,
    admin: `${config.adminAddress.host}:${base.adminPort}`,
  }
  log.info({ ...addresses, spiffe_id: base.spiffeId }, 'authenticate serves')
  const owned = scope.move()
  return {
    addresses,
    grpcPort: grpc.address.port,
    httpPort: web.port,
    adminPort: base.adminPort,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

interface Parts {
  readonly records: DatabrokerClient
  readonly mirror: Mirror
  readonly routeHosts: RouteHosts
  readonly providers: IdentityProviders
  readonly background: BackgroundWork
  readonly metrics: AuthenticateMetrics
  readonly log: Logger
  readonly now: Now
}

/** Everything that is answered over HTTP. Each key is of one purpose, derived from the grant key ring by its own label. */
function endpointTable(
  {
    authenticateUrl,
    grantKeyRing,
    sessionLifetimeMs: lifetimeMs,
    defaultIdentityProvider,
  }: ServiceConfig<'authenticate'>,
  parts: Parts,
): readonly Endpoint[] {
  const { records, mirror, background, log, now } = parts
  const keys = parseKeyRingFile(grantKeyRing, now)
  const grantRing = keys.derive('grant')
  const host = authenticateUrl.slice('https://'.length)
  const redirectUri = `${authenticateUrl}${callbackEndpoint}`
  const providers = defaultFirst(parts.providers, defaultIdentityProvider)

  const signOnCookie = new SignOnCookie({ ring: keys.derive('sign-on-cookie'), host, lifetimeMs, now })
  const flowCookies = new ProviderFlowCookies(keys.derive('provider-flow-cookie'), host, now)
  const formToken = new FormToken(keys.derive('sign-out-form'), now)
  const signOns = new SignOns(records, signOnCookie, now)
  const starter = new SessionStarter({ records, grantRing, lifetimeMs, background, now })
  const ender = new SessionEnder({ records, providers, grantRing, background, log })

  const signIn = new SignIn({ ...parts, providers, signOns, signOnCookie, flowCookies, redirectUri })
  const callback = new SignInCallback({ ...parts, starter, signOnCookie, flowCookies, redirectUri })
  const signOut = new SignOut({ ...parts, authenticateUrl, signOns, signOnCookie, formToken, ender })

  // biome-ignore format: a table
  return [
    ['GET',  '/',               (request) => redirectReply(request, userEndpoint)],
    ['GET',  signInEndpoint,    signIn.handle],
    ['GET',  callbackEndpoint,  callback.handle],
    ['POST', callbackEndpoint,  formPostCallback],
    ['GET',  userEndpoint,      userPage(signOns, signOnCookie)],
    ['GET',  signOutEndpoint,   signOut.ask],
    ['POST', signOutEndpoint,   signOut.confirm],
    ['GET',  signedOutEndpoint, signedOut],
    ['GET',  discoveryEndpoint, discoveryDocument(authenticateUrl)],
    ['GET',  keySetEndpoint,    keySet(mirror, now)],
  ]
}

function defaultFirst(providers: IdentityProviders, name: string): Pick<IdentityProviders, 'get' | 'all'> {
  const [first, others] = [providers.get(name), providers.all.filter((provider) => provider.name !== name)]
  return { get: (wanted) => providers.get(wanted), all: first ? [first, ...others] : others }
}

/** Once the routes are known they stay in use while the databroker is away: a page that explains is better than no page. */
function reportSync(sync: RunningSync, { health, log }: Pick<ServiceBase, 'health' | 'log'>): void {
  health.check('routes', () => (sync.status.caughtUpOnce ? fit : unfit('the databroker has not sent the routes yet')))
  health.component('databroker', () => ({ ...sync.status, version: sync.status.version.toString() }))
  sync.done.catch((error: unknown) => {
    log.error({ err: error }, 'the routes are no longer followed')
    health.check('routes', () => unfit('the routes are no longer followed'))
  })
}
