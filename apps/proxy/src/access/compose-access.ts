import type { DatabrokerClient } from '@sallyport/databroker-client'
import { DecisionCache, LiveConnections } from '@sallyport/decisions'
import type { GrpcClient } from '@sallyport/grpc'
import { type Logger, type MonotonicMs, type Now, systemMonotonicMs, systemNow } from '@sallyport/kernel'
import type { Registry } from 'prom-client'
import type { AccessOptions, BuiltInEndpoints, RequestAuthorizer } from '../authorize-request.ts'
import { SignInChallenge } from '../sign-in/challenge.ts'
import { CodeRedeemer } from '../sign-in/redeem-code.ts'
import { RestartLimit } from '../sign-in/restart-limit.ts'
import { RouteHostEndpoints } from '../sign-in/route-host-endpoints.ts'
import { SignInCallback } from '../sign-in/sign-in-callback.ts'
import { SignInStarter } from '../sign-in/start-sign-in.ts'
import { AccessAuthorizer } from './access-authorizer.ts'
import { accessMetrics } from './access-metrics.ts'
import { CheckClient } from './check-client.ts'
import { ConnectionKeeper } from './connection-keeper.ts'
import type { CookieKeys } from './cookie-keys.ts'
import { Decider } from './decider.ts'
import { Freshness } from './freshness.ts'
import type { OpenConnection } from './open-connection.ts'
import type { PausePoints } from './pause-points.ts'
import { SessionReader } from './session-reader.ts'
import { UpstreamIdentity } from './upstream-identity.ts'

export interface AccessParts extends Pick<AccessOptions, 'mirror' | 'routes'> {
  readonly config: Pick<
    AccessOptions['config'],
    'authenticateUrl' | 'maxStalenessMs' | 'onUnknown' | 'onUnknownGraceMs' | 'assertionHeaderAliases'
  >
  /** Follows the databroker into the mirror. */
  readonly sync: { readonly stalenessMs: number }
  readonly keys: Pick<CookieKeys, 'ring' | 'generation' | 'refresh'>
  readonly records: Pick<DatabrokerClient, 'get'>
  readonly authorize: Pick<GrpcClient, 'unaryCall'>
  readonly authenticate: Pick<GrpcClient, 'unaryCall'>
  readonly registry: Registry
  readonly log: Logger
  readonly pausePoints?: PausePoints
  readonly now?: Now
  readonly monotonicMs?: MonotonicMs
}

/** Everything that decides, joined together; disposing it stops the keeping of connections. */
export interface ComposedAccess extends Disposable {
  readonly authorizer: RequestAuthorizer
  readonly builtIn: BuiltInEndpoints
  readonly keeper: ConnectionKeeper
  readonly cache: DecisionCache
  readonly connections: LiveConnections<OpenConnection>
  readonly freshness: Freshness
}

/** Opens nothing: what it stands on is there already, and stays the caller's. */
export function composeAccess(parts: AccessParts): ComposedAccess {
  using scope = new DisposableStack()
  const { config, mirror, routes, sync, keys, records, log, pausePoints = {} } = parts
  const { now = systemNow, monotonicMs = systemMonotonicMs } = parts
  const cache = new DecisionCache(undefined, monotonicMs)
  const connections = new LiveConnections<OpenConnection>()
  // Before anything that decides: in the turn of a change, what it overtakes is gone first.
  scope.use(mirror.onChange((batch) => cache.apply(batch)))

  const metrics = accessMetrics(parts.registry, { sync, mirror, cache, connections })
  const freshness = new Freshness(sync, config.maxStalenessMs)
  const checks = new CheckClient({ authorize: parts.authorize, mirror, log, monotonicMs, onAsked: metrics.checked })
  const onLookup = metrics.lookup
  const decider = new Decider({ cache, checks, mirror, routes, freshness, pausePoints, onLookup, monotonicMs })
  const keeper = scope.use(
    new ConnectionKeeper({
      ...{ connections, decider, mirror, routes, freshness, now, monotonicMs },
      ...{ onUnknown: config.onUnknown, onUnknownGraceMs: config.onUnknownGraceMs },
      onCut: ({ matter, route }, reason) => {
        metrics.cut(reason)
        const { id, userId } = matter.session?.view ?? {}
        const whose = { request_id: matter.request.requestId, route_id: route.id, user_id: userId, session_id: id }
        log.info({ ...whose, reason }, 'connection cut')
      },
    }),
  )

  const sessions = new SessionReader({ keys, mirror, records, log, now })
  const starter = new SignInStarter({ authenticateUrl: config.authenticateUrl, keys, now })
  const redeemer = new CodeRedeemer(parts.authenticate, log)
  const restarts = new RestartLimit(monotonicMs)
  const onSignIn = metrics.signIn
  const callback = new SignInCallback({ keys, routes, redeemer, sessions, starter, restarts, onSignIn, now })
  const identity = new UpstreamIdentity(config.assertionHeaderAliases)
  const challenge = new SignInChallenge(starter)
  const authorizer = new AccessAuthorizer({ sessions, decider, connections, freshness, identity, challenge })
  const { authenticateUrl } = config
  const builtIn = new RouteHostEndpoints({
    ...{ authenticateUrl, sessions, challenge, callback, mirror, freshness, now },
  })
  const owned = scope.move()
  return {
    ...{ authorizer, builtIn, keeper, cache, connections, freshness },
    [Symbol.dispose]: () => owned.dispose(),
  }
}
