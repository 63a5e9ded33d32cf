import { type GrpcClient, openGrpcClient } from '@sallyport/grpc'
import { type Logger, type Now, silentLogger, systemNow } from '@sallyport/kernel'
import { createLocalServiceAuthority, MemoryIdentitySource } from '@sallyport/pki'
import { authenticateService } from '@sallyport/proto'
import type { RecordType, StoredRecord } from '@sallyport/records'
import type { ServiceName } from '@sallyport/service-identity'
import { codeChallengeS256, newCodeVerifier, newKeyRingFile, randomId } from '@sallyport/tokens'
import { type AuthenticateOverrides, startAuthenticate } from '../authenticate.ts'
import { Browser } from './browser.ts'
import { startFakeDatabroker } from './fake-databroker.ts'
import { type ReferenceProvider, startReferenceProvider } from './reference-provider.ts'

export const authenticateUrl = 'https://authenticate.example.com'
export const routeHost = 'app.example.com'

export interface NetworkOptions {
  readonly providers?: readonly string[]
  readonly now?: Now
  readonly log?: Logger
  readonly pausePoints?: AuthenticateOverrides['pausePoints']
  readonly sessionLifetimeMs?: number
  /** The providers begin out of order. */
  readonly outage?: boolean
}

/** An authenticate with a databroker, providers and a route; everything real but the store, which is in memory. */
export async function startNetwork(options: NetworkOptions = {}) {
  const { now = systemNow, log = silentLogger, pausePoints = {}, sessionLifetimeMs = 3_600_000 } = options
  await using scope = new AsyncDisposableStack()
  const authority = await createLocalServiceAuthority()
  const issue = async (service: ServiceName, instance = `${service}-0`) =>
    new MemoryIdentitySource(await authority.issueServiceIdentity(service, instance))
  const providers: ReferenceProvider[] = []
  for (const name of options.providers ?? ['corporate'])
    providers.push(scope.use(await startReferenceProvider(name, authenticateUrl)))
  const [provider] = providers
  if (!provider) throw new Error('a network has a provider')
  for (const each of providers) each.outage = options.outage === true ? 500 : undefined
  const broker = scope.use(await startFakeDatabroker(authority, { now }))
  const free = { host: '127.0.0.1', port: 0 }
  const config = {
    grpcAddress: free,
    httpAddress: free,
    adminAddress: free,
    grantKeyRing: newKeyRingFile(),
    databrokerAddresses: [broker.address],
    sessionLifetimeMs,
    identity: { certificateFile: '', keyFile: '', trustBundleFile: '' },
    identityProviders: providers.map((each) => each.config),
    defaultIdentityProvider: provider.config.name,
    authenticateUrl,
    trustDomain: 'sallyport.internal',
    compatibility: { pomeriumCli: false },
    digest: '',
  }
  const identities = await issue('authenticate')
  const authenticate = scope.use(await startAuthenticate(config, { identities, log, now, pausePoints }))
  const proxy = await issue('proxy')
  const client = scope.use(clientOf(authenticate.grpcPort, proxy))

  const putRoute = (host: string) =>
    broker.store.put({
      type: 'route',
      id: randomId(),
      data: { from: `https://${host}`, to: ['http://127.0.0.1:1'] },
      precondition: { mode: 'upsert' },
      writtenBy: 'test',
    })
  await putRoute(routeHost)
  const owned = scope.move()
  return {
    authority,
    authenticate,
    broker,
    config,
    identities,
    issue,
    provider,
    providers,
    putRoute,
    proxy,
    client: (caller: MemoryIdentitySource) => owned.use(clientOf(authenticate.grpcPort, caller)),
    browser: (caller = proxy) => new Browser(authenticateUrl, authenticate.httpPort, caller),
    redeem: (request: { code: string; host: string; flow: string; verifier: string }) =>
      client.unaryCall(authenticateService.RedeemSignInCode, request),
    admin: async (path: string) => fetch(`http://127.0.0.1:${authenticate.adminPort}${path}`),
    records: async (type: RecordType): Promise<readonly StoredRecord[]> =>
      (await broker.store.changesAfter(0n, 1_000, [type])).records,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** What a route's host makes and asks for. */
export function newRouteFlow(host = routeHost) {
  const flow = randomId()
  const verifier = newCodeVerifier()
  const challenge = codeChallengeS256(verifier)
  const query = new URLSearchParams({ host, flow, challenge }).toString()
  return { host, flow, challenge, verifier: verifier.reveal(), signIn: `/.sallyport/sign_in?${query}` }
}

function clientOf(port: number, identities: MemoryIdentitySource): GrpcClient {
  return openGrpcClient({
    addresses: [{ host: '127.0.0.1', port }],
    identities,
    expectedService: 'authenticate',
    log: silentLogger,
  })
}
