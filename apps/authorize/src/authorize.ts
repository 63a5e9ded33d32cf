import type { ServiceConfig } from '@sallyport/config'
import { DatabrokerClient, startSync } from '@sallyport/databroker-client'
import { GrpcServer, implement, openGrpcClient } from '@sallyport/grpc'
import { type Now, systemNow } from '@sallyport/kernel'
import { authorizeService } from '@sallyport/proto'
import { Mirror, type RecordType } from '@sallyport/records'
import {
  fit,
  grpcServerMetrics,
  openServiceBase,
  type RunningService,
  type ServiceBaseOverrides,
  unfit,
} from '@sallyport/service'
import { AssertionKeys } from './assertion-keys.ts'
import { authorizeMetrics } from './authorize-metrics.ts'
import { checkHandler } from './check-handler.ts'
import { Knowledge } from './knowledge.ts'
import { methodRights } from './method-rights.ts'
import { Policies } from './policies.ts'

export interface AuthorizeOverrides extends ServiceBaseOverrides {
  readonly now?: Now
  /** Aborts a start that still waits for the databroker. */
  readonly signal?: AbortSignal
}

export interface RunningAuthorize extends RunningService {
  readonly grpcPort: number
  readonly adminPort: number
}

const mirroredTypes: readonly RecordType[] = [
  'session',
  'user',
  'service_account',
  'route',
  'policy',
  'revocation',
  'jwks',
]

/** A check cannot wait for long: its request is waiting too. */
const primaryReadLimits = { timeoutMs: 500, attemptTimeoutMs: 250 }

/**
 * Starts authorize; resolves once it decides. A databroker that cannot be reached yet is waited for, alive and not ready.
 * Disposing stops in this order: not ready, calls finished, keys and records no longer followed, the databroker's client closed, the admin listener closed.
 */
export async function startAuthorize(
  config: ServiceConfig<'authorize'>,
  overrides: AuthorizeOverrides = {},
): Promise<RunningAuthorize> {
  await using scope = new AsyncDisposableStack()
  const { now = systemNow } = overrides
  const starting = overrides.signal ?? new AbortController().signal
  const base = await openServiceBase({ service: 'authorize', ...config, overrides }, scope)
  const { health, identities, instance, log, spiffeId } = base
  health.check('grpc', () => unfit('not serving yet'))

  const client = scope.use(
    openGrpcClient({ addresses: config.databrokerAddresses, identities, expectedService: 'databroker', log }),
  )
  const mirror = new Mirror({ types: mirroredTypes })
  // Before the first record comes, so that no policy is ever shown that was not compiled.
  const policies = scope.use(new Policies(mirror, log))
  const sync = scope.use(startSync({ mirror, client, log }))
  const knowledge = new Knowledge(sync, config.maxStalenessMs, log)
  const metrics = authorizeMetrics(base.metrics, { mirror, knowledge, policies: () => policies.snapshot })
  health.check('mirror', () => knowledge.fitness)
  health.component('mirror', () => knowledge.describe())
  health.component('policies', () => policies.describe())
  await knowledge.fresh(starting)

  health.check('keys', () => unfit('no assertion key yet'))
  const keys = scope.use(
    await AssertionKeys.open({ broker: new DatabrokerClient(client), mirror, instance, log, now }, starting),
  )
  health.check('keys', () => (keys.signingKey ? fit : unfit('no assertion key may sign any more')))
  health.component('keys', () => keys.describe())

  const sources = {
    mirror,
    stalenessMs: () => knowledge.stalenessMs,
    maxStalenessMs: config.maxStalenessMs,
    policies: () => policies.snapshot,
    primary: new DatabrokerClient(client, primaryReadLimits),
    signingKey: () => keys.signingKey,
    claimNames: config.jwtClaimsHeaders,
    log,
    now,
  }
  const grpc = scope.use(
    await GrpcServer.listen({
      address: config.grpcAddress,
      identities,
      methods: implement(authorizeService, checkHandler(sources, metrics)),
      rights: methodRights,
      log,
      observer: grpcServerMetrics(base.metrics),
    }),
  )
  health.check('grpc', () => fit)
  grpc.setServing(true)
  scope.defer(() => health.stopping())

  const addresses = {
    grpc: `${grpc.address.host}:${grpc.address.port}`,
    admin: `${config.adminAddress.host}:${base.adminPort}`,
  }
  log.info({ ...addresses, spiffe_id: spiffeId }, 'authorize is ready')
  const owned = scope.move()
  return {
    addresses,
    grpcPort: grpc.address.port,
    adminPort: base.adminPort,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
