import { type GrpcClient, GrpcServer, type HandlersOf, implement, openGrpcClient } from '@sallyport/grpc'
import { AppError, silentLogger } from '@sallyport/kernel'
import { createLocalServiceAuthority, MemoryIdentitySource } from '@sallyport/pki'
import { databrokerService, keysService } from '@sallyport/proto'
import { serviceNames } from '@sallyport/service-identity'

type Handlers = HandlersOf<typeof databrokerService> & HandlersOf<typeof keysService>

export interface BrokerWithClient extends AsyncDisposable {
  readonly client: GrpcClient
  /** Gives the client another certificate, as a renewal does. */
  rotateClient(): Promise<void>
}

/** Replicas of a databroker that answer by these handlers alone, and a client of them all as the proxy opens it. */
export async function startBroker(...replicas: readonly Partial<Handlers>[]): Promise<BrokerWithClient> {
  await using scope = new AsyncDisposableStack()
  const authority = await createLocalServiceAuthority()
  const identities = new MemoryIdentitySource(await authority.issueServiceIdentity('databroker', 'one'))
  const addresses: GrpcServer['address'][] = []
  for (const handlers of replicas) {
    const methods = [
      ...implement(databrokerService, withAll(databrokerService, handlers)),
      ...implement(keysService, withAll(keysService, handlers)),
    ]
    const rights = new Map(methods.map(({ method }) => [method.path, serviceNames] as const))
    const address = { host: '127.0.0.1', port: 0 }
    const server = await GrpcServer.listen({ address, identities, methods, rights, log: silentLogger, graceMs: 100 })
    addresses.push(scope.use(server).address)
  }
  const proxy = new MemoryIdentitySource(await authority.issueServiceIdentity('proxy', 'one'))
  const client = scope.use(
    openGrpcClient({ addresses, identities: proxy, expectedService: 'databroker', log: silentLogger }),
  )
  const owned = scope.move()
  return {
    client,
    rotateClient: async () => proxy.replace(await authority.issueServiceIdentity('proxy', 'one')),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function withAll<Service extends object>(service: Service, handlers: Partial<Handlers>): HandlersOf<Service> {
  const refuse = (): never => {
    throw new AppError('failed-precondition', 'not expected in this test')
  }
  const all = Object.keys(service).map((name) => [name, Reflect.get(handlers, name) ?? refuse])
  return Object.fromEntries(all) as HandlersOf<Service>
}
