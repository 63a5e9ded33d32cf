import { join } from 'node:path'
import { type GrpcClient, openGrpcClient } from '@sallyport/grpc'
import { silentLogger } from '@sallyport/kernel'
import { openFileIdentitySource } from '@sallyport/pki'

/** How a process reaches the databroker that is measured, as one of the services. */
export interface BrokerAccess {
  readonly port: number
  /** Holds `certificate.pem`, `key.pem` and `bundle.pem`. */
  readonly identityFolder: string
}

/** Where the three files of an identity stand. */
export function identityFiles(folder: string) {
  return {
    certificateFile: join(folder, 'certificate.pem'),
    keyFile: join(folder, 'key.pem'),
    trustBundleFile: join(folder, 'bundle.pem'),
  }
}

/** A connection of its own each time; it and its identity belong to `scope`. */
export async function connectToBroker(
  { port, identityFolder }: BrokerAccess,
  scope: AsyncDisposableStack,
): Promise<GrpcClient> {
  const log = silentLogger
  const identities = scope.use(await openFileIdentitySource({ ...identityFiles(identityFolder), log }))
  const addresses = [{ host: '127.0.0.1', port }]
  return scope.use(openGrpcClient({ addresses, identities, expectedService: 'databroker', log }))
}
