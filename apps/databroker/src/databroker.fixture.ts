import type { ServiceConfig } from '@sallyport/config'
import { DatabrokerClient, startSync } from '@sallyport/databroker-client'
import { openGrpcClient } from '@sallyport/grpc'
import { Secret, silentLogger } from '@sallyport/kernel'
import { createLocalServiceAuthority, MemoryIdentitySource } from '@sallyport/pki'
import { Mirror, type RecordStore, type RecordType } from '@sallyport/records'
import type { ServiceName } from '@sallyport/service-identity'
import { MemoryRecordStore } from '@sallyport/storage-memory'
import { newKeyRingFile } from '@sallyport/tokens'
import { startDatabroker } from './databroker.ts'

/** A configuration without routes, on free ports of loopback. */
export function databrokerConfig(change: Partial<ServiceConfig<'databroker'>> = {}): ServiceConfig<'databroker'> {
  const free = { host: '127.0.0.1', port: 0 }
  return {
    grpcAddress: free,
    adminAddress: free,
    postgresUrl: new Secret(''),
    postgresAllowPlaintext: false,
    keyRing: newKeyRingFile(),
    tombstoneRetentionMs: 86_400_000,
    identity: { certificateFile: '', keyFile: '', trustBundleFile: '' },
    routes: [],
    authenticateUrl: 'https://authenticate.example.com',
    trustDomain: 'sallyport.internal',
    compatibility: { pomeriumCli: false },
    digest: '',
    ...change,
  }
}

/** A databroker on loopback with real certificates, and what it takes to call it as any service. */
export async function startTestBroker(given?: RecordStore) {
  await using scope = new AsyncDisposableStack()
  const authority = await createLocalServiceAuthority()
  const store = given ?? scope.use(new MemoryRecordStore())
  const identities = new MemoryIdentitySource(await authority.issueServiceIdentity('databroker', 'databroker-0'))
  const broker = scope.use(await startDatabroker(databrokerConfig(), { identities, log: silentLogger, store }))

  const owned = scope.move()
  const connect = async (service: ServiceName, instance = `${service}-0`) => {
    const client = owned.use(
      openGrpcClient({
        addresses: [{ host: '127.0.0.1', port: broker.grpcPort }],
        identities: new MemoryIdentitySource(await authority.issueServiceIdentity(service, instance)),
        expectedService: 'databroker',
        log: silentLogger,
      }),
    )
    return { grpc: client, records: new DatabrokerClient(client) }
  }

  /** A mirror as that service keeps it, caught up. */
  const mirror = async (service: ServiceName, types: readonly RecordType[]): Promise<Mirror> => {
    const { grpc } = await connect(service)
    const copy = new Mirror({ types })
    const sync = owned.use(startSync({ mirror: copy, client: grpc, log: silentLogger }))
    await sync.caughtUp(AbortSignal.timeout(5_000))
    return copy
  }

  return { authority, broker, store, connect, mirror, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
