import type { Logger } from '@sallyport/kernel'
import {
  type FileIdentityOptions,
  FileIdentitySource,
  type IdentitySource,
  openFileIdentitySource,
} from '@sallyport/pki'
import { formatSpiffeId, type ServiceName } from '@sallyport/service-identity'
import { Counter, Gauge, type Registry } from 'prom-client'
import { AdminListener } from './admin-listener.ts'
import { createLogger } from './create-logger.ts'
import { HealthReport } from './health-report.ts'
import { createMetrics } from './metrics.ts'

export interface ServiceBaseOptions {
  readonly service: ServiceName
  readonly trustDomain: string
  readonly adminAddress: { readonly host: string; readonly port: number }
  readonly identity: Pick<FileIdentityOptions, 'certificateFile' | 'keyFile' | 'trustBundleFile'>
  readonly overrides?: ServiceBaseOverrides
}

/** What a test brings instead. */
export interface ServiceBaseOverrides {
  readonly identities?: IdentitySource
  readonly log?: Logger
}

/** What every service stands on. */
export interface ServiceBase {
  /** Names this replica, from its certificate. */
  readonly instance: string
  /** As it signs what it writes. */
  readonly spiffeId: string
  readonly identities: IdentitySource
  readonly health: HealthReport
  readonly metrics: Registry
  readonly log: Logger
  readonly adminPort: number
}

/**
 * Opens the identity and, before anything that may have to wait for others, the admin listener: a service that waits is alive and says for what.
 * Everything is owned by `scope`. Throws `failed-precondition` without a good identity, `unavailable` for a taken address.
 */
export async function openServiceBase(
  { service, trustDomain, adminAddress, identity, overrides = {} }: ServiceBaseOptions,
  scope: AsyncDisposableStack,
): Promise<ServiceBase> {
  const gathersLines = service === 'proxy'
  const startLog = overrides.log ?? createLogger(service, '', { gathersLines })
  const identities =
    overrides.identities ??
    scope.use(await openFileIdentitySource({ ...identity, expectedService: service, trustDomain, log: startLog }))
  const own = identities.current().identity
  const log = overrides.log ?? createLogger(service, own.instance, { gathersLines })
  const metrics = createMetrics(service, own.instance)
  const health = new HealthReport()
  describeIdentity(identities, health, metrics)
  const admin = scope.use(await AdminListener.listen({ address: adminAddress, health, metrics, log }))
  return {
    instance: own.instance,
    spiffeId: formatSpiffeId(own),
    identities,
    health,
    metrics,
    log,
    adminPort: admin.port,
  }
}

function describeIdentity(identities: IdentitySource, health: HealthReport, metrics: Registry): void {
  health.component('identity', () => {
    const { identity, serialNumber, notAfter } = identities.current()
    return { spiffe_id: formatSpiffeId(identity), serial_number: serialNumber, not_after: notAfter.toISOString() }
  })
  new Gauge({
    name: 'sallyport_certificate_not_before_seconds',
    help: 'When the certificate of this service began to be valid, in seconds since 1970.',
    registers: [metrics],
    collect() {
      this.set(identities.current().notBefore.getTime() / 1_000)
    },
  })
  new Gauge({
    name: 'sallyport_certificate_not_after_seconds',
    help: 'When the certificate of this service ends, in seconds since 1970.',
    registers: [metrics],
    collect() {
      this.set(identities.current().notAfter.getTime() / 1_000)
    },
  })
  if (identities instanceof FileIdentitySource) countReloads(identities, metrics)
}

function countReloads(identities: FileIdentitySource, metrics: Registry): void {
  new Counter({
    name: 'sallyport_certificate_reloads_total',
    help: 'Readings of the certificate files that gave a new identity (changed) or could not be used (failed).',
    labelNames: ['result'],
    registers: [metrics],
    collect() {
      const { changed, failed } = identities.reloadCounts()
      this.reset()
      this.inc({ result: 'changed' }, changed)
      this.inc({ result: 'failed' }, failed)
    },
  })
}
