import type { Address, ServiceConfig } from '@sallyport/config'
import { openGrpcClient } from '@sallyport/grpc'
import { encodeSession, encodeUser, type Session } from '@sallyport/identity'
import { type Logger, silentLogger, sleep } from '@sallyport/kernel'
import { createLocalServiceAuthority, MemoryIdentitySource } from '@sallyport/pki'
import { authorizeService, type CheckRequestInput, type RequestAttributesMessageInput } from '@sallyport/proto'
import type { ServiceName } from '@sallyport/service-identity'
import { z } from 'zod'
import { startAuthorize } from './authorize.ts'
import { startTestBroker } from './broker.fixture.ts'
import { aSession, aUser, type Written } from './world.fixture.ts'

export interface TestAuthorizeOptions {
  readonly records?: readonly (readonly Written[])[]
  readonly maxStalenessMs?: number
}

/** Authorize on loopback with real certificates, a scripted databroker behind it, and what it takes to call it as any service. */
export async function startTestAuthorize({ records = [], maxStalenessMs = 5_000 }: TestAuthorizeOptions = {}) {
  await using scope = new AsyncDisposableStack()
  const authority = await createLocalServiceAuthority()
  const identitiesOf = async (service: ServiceName) =>
    new MemoryIdentitySource(await authority.issueServiceIdentity(service, `${service}-0`))
  const broker = scope.use(await startTestBroker(await identitiesOf('databroker')))
  const { store, script } = broker

  const put = async (...written: readonly Written[]): Promise<bigint> => {
    let version = 0n
    for (const { type, id, ...rest } of written) {
      const held = await store.get({ type, id })
      const precondition = held
        ? ({ mode: 'compare-and-set', expectedVersion: held.version } as const)
        : ({ mode: 'create' } as const)
      const result = await store.put({ type, id, ...rest, precondition, writtenBy: 'test' })
      if (result.outcome !== 'stored') throw new Error(`${type}/${id}: ${result.outcome}`)
      version = result.version
    }
    return version
  }
  await put(encodeUser(aUser()), encodeSession(liveSession()), ...records.flat())

  const lines: Record<string, unknown>[] = []
  const log: Logger = { ...silentLogger, info: (fields, message) => void lines.push({ ...fields, message }) }
  const config = { ...testConfig(broker.address), maxStalenessMs }
  const authorize = scope.use(await startAuthorize(config, { identities: await identitiesOf('authorize'), log }))

  const owned = scope.move()
  const connect = async (service: ServiceName) =>
    owned.use(
      openGrpcClient({
        addresses: [{ host: '127.0.0.1', port: authorize.grpcPort }],
        identities: await identitiesOf(service),
        expectedService: 'authorize',
        log: silentLogger,
      }),
    )
  const proxy = await connect('proxy')

  const admin = (path: string) => fetch(`http://127.0.0.1:${authorize.adminPort}${path}`)
  const status = async () => statusSchema.parse(await (await admin('/status')).json()).components

  /** Waits until everything in the store has arrived: on a busy machine that takes longer than a check does. */
  const settled = async (): Promise<void> => {
    while ((await status()).mirror.version < (await store.info()).head) await sleep(5)
  }

  /** As a proxy that has seen all that is in the store. */
  const check = async (
    routeId: string,
    given: CheckRequestInput = {},
    attributes: RequestAttributesMessageInput = {},
  ) => {
    if (!script.isFrozen) await settled()
    const { epoch, head } = await store.info()
    const route = await store.get({ type: 'route', id: routeId })
    return proxy.unaryCall(authorizeService.Check, {
      requestId: 'request-1',
      routeId,
      routeVersion: (route?.version ?? 0n).toString(),
      minVersion: head.toString(),
      epoch,
      sessionId: 'session-1',
      attributes: { method: 'GET', host: `${routeId}.example.com`, path: '/', sourceIp: '192.0.2.1', ...attributes },
      ...given,
    })
  }
  const decisions = () => lines.filter(({ message }) => message === 'authorize check')

  await settled()
  return {
    store,
    script,
    authorize,
    put,
    connect,
    check,
    admin,
    status,
    decisions,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const statusSchema = z.object({
  components: z.looseObject({ mirror: z.looseObject({ version: z.coerce.bigint() }) }),
})

/** On free ports of this machine; the identity comes from an override. */
export function testConfig(databroker: Address): ServiceConfig<'authorize'> {
  const free = { host: '127.0.0.1', port: 0 }
  return {
    grpcAddress: free,
    adminAddress: free,
    databrokerAddresses: [databroker],
    maxStalenessMs: 5_000,
    jwtClaimsHeaders: ['email', 'groups'],
    identity: { certificateFile: '', keyFile: '', trustBundleFile: '' },
    authenticateUrl: 'https://authenticate.example.com',
    trustDomain: 'sallyport.internal',
    compatibility: { pomeriumCli: false },
    digest: '',
  }
}

/** Alice's session, by today's clock. */
export function liveSession(given: Partial<Session> = {}): Session {
  const now = Date.now()
  return aSession({ issuedAt: new Date(now - 60_000), expiresAt: new Date(now + 3_600_000), ...given })
}
