import { type ServiceConfig, watchConfig } from '@sallyport/config'
import { GrpcServer, implement } from '@sallyport/grpc'
import { AppError, backoffMs, isAppError, type Logger, sleep, systemMonotonicMs } from '@sallyport/kernel'
import { databrokerService, keysService } from '@sallyport/proto'
import type { RecordStore } from '@sallyport/records'
import {
  fit,
  grpcServerMetrics,
  openServiceBase,
  type RunningService,
  type ServiceBaseOverrides,
  unfit,
} from '@sallyport/service'
import { openPostgresRecordStore } from '@sallyport/storage-postgres'
import { parseKeyRingFile } from '@sallyport/tokens'
import { ChangeFeed } from './change-feed.ts'
import { Configuration } from './configuration.ts'
import { databrokerMetrics } from './databroker-metrics.ts'
import { keyHandlers } from './key-handlers.ts'
import { KeyRings } from './key-rings.ts'
import { leaseHandlers } from './lease-handlers.ts'
import { methodRights } from './method-rights.ts'
import { recordHandlers } from './record-handlers.ts'
import { Sweeper } from './sweeper.ts'
import { SegmentEncoder } from './sync-batches.ts'
import { syncHandler } from './sync-handler.ts'

export interface DatabrokerOverrides extends ServiceBaseOverrides {
  /** Instead of Postgres; stays the caller's. */
  readonly store?: RecordStore
  /** The configuration file to follow while running. */
  readonly configFile?: string
  /** Aborts a start that still waits for the store. */
  readonly signal?: AbortSignal
}

export interface RunningDatabroker extends RunningService {
  readonly grpcPort: number
  readonly adminPort: number
}

/**
 * Starts a databroker; resolves once it serves. A store that cannot be reached yet is waited for, alive and not ready.
 * Disposing stops in this order: not ready, long streams ended and calls finished, the file and the store no longer followed, the store closed.
 */
export async function startDatabroker(
  config: ServiceConfig<'databroker'>,
  overrides: DatabrokerOverrides = {},
): Promise<RunningDatabroker> {
  await using scope = new AsyncDisposableStack()
  const stopping = new AbortController()
  const base = await openServiceBase({ service: 'databroker', ...config, overrides }, scope)
  const { health, log, spiffeId } = base
  const metrics = databrokerMetrics(base.metrics)
  health.check('grpc', () => unfit('not serving yet'))

  const starting = AbortSignal.any([stopping.signal, ...(overrides.signal ? [overrides.signal] : [])])
  const store = overrides.store ?? scope.use(await openStore(config, log, metrics, starting))
  const rings = new KeyRings(store, parseKeyRingFile(config.keyRing), spiffeId)
  await rings.assertOpens()
  const feed = scope.use(await ChangeFeed.start(store, log))
  scope.use(new Sweeper(store, spiffeId, log, config))
  metrics.follow(feed)
  const configuration = new Configuration(store, spiffeId, log)
  await configuration.apply(config.routes, starting)
  if (overrides.configFile !== undefined)
    scope.use(followFile(overrides.configFile, config, configuration, stopping.signal))
  scope.defer(() => stopping.abort(new AppError('cancelled', 'the databroker stops')))

  const { storeId } = await store.info()
  const sources = { store, storeId, feed, encoder: new SegmentEncoder(), monotonicMs: systemMonotonicMs }
  const grpc = scope.use(
    await GrpcServer.listen({
      address: config.grpcAddress,
      identities: base.identities,
      methods: [
        ...implement(databrokerService, {
          ...recordHandlers(store, base.instance, () => feed.epoch),
          ...leaseHandlers(store),
          Sync: syncHandler(sources, log),
        }),
        ...implement(keysService, keyHandlers(rings)),
      ],
      rights: methodRights,
      log,
      observer: grpcServerMetrics(base.metrics),
    }),
  )
  health.check('grpc', () => fit)
  health.check('store', () => (feed.lastError ? unfit(feed.lastError.message) : fit))
  health.component('store', () => ({ store_id: storeId, epoch: feed.epoch, version: feed.head.toString() }))
  health.component('configuration', () => configuration.state)
  metrics.followConfiguration(configuration)
  grpc.setServing(true)
  scope.defer(() => health.stopping())

  const addresses = {
    grpc: `${grpc.address.host}:${grpc.address.port}`,
    admin: `${config.adminAddress.host}:${base.adminPort}`,
  }
  log.info({ ...addresses, spiffe_id: spiffeId }, 'databroker is ready')
  const owned = scope.move()
  return {
    addresses,
    grpcPort: grpc.address.port,
    adminPort: base.adminPort,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function openStore(
  config: ServiceConfig<'databroker'>,
  log: Logger,
  metrics: ReturnType<typeof databrokerMetrics>,
  signal: AbortSignal,
): Promise<RecordStore> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await openPostgresRecordStore({
        url: config.postgresUrl,
        allowPlaintext: config.postgresAllowPlaintext,
        log,
        onUnreadableRecord: (record) => metrics.unreadable(record),
      })
    } catch (error) {
      if (!isAppError(error, 'unavailable', 'deadline-exceeded')) throw error
      log.warn({ code: error.code, reason: error.message, attempt }, 'waiting for postgres')
      await sleep(backoffMs(attempt, { baseMs: 200, capMs: 3_000 }), signal)
    }
  }
}

function followFile(
  file: string,
  current: ServiceConfig<'databroker'>,
  configuration: Configuration,
  signal: AbortSignal,
): AsyncDisposable {
  return watchConfig({
    file,
    service: 'databroker',
    current,
    onChange: ({ routes }) => configuration.apply(routes, signal).catch(() => {}),
    onProblems: (problems) => configuration.reject(problems),
  })
}
