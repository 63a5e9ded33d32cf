import type { Secret } from '@sallyport/kernel'
import { z } from 'zod'
import { type Address, listenAddress, peerAddress } from './address.ts'
import { type IdentityFiles, identityFilesSchema, readIdentityFiles } from './certificate-files.ts'
import { duration } from './duration.ts'
import {
  type IdentityProviderConfig,
  type IdentityProviderSections,
  readIdentityProviders,
} from './identity-provider.ts'
import type { PartReader } from './part-reader.ts'
import { filePath } from './secret-value.ts'

export const authenticateSchema = z.strictObject({
  grpc_address: listenAddress().prefault('127.0.0.1:5445').describe('Where proxies reach it: gRPC over mutual TLS.'),
  http_address: listenAddress()
    .prefault('127.0.0.1:5446')
    .describe('Where proxies forward the requests for `authenticate_url` to: HTTP over mutual TLS.'),
  admin_address: listenAddress()
    .prefault('127.0.0.1:9903')
    .describe('Where `/livez`, `/readyz`, `/status` and `/metrics` are served.'),
  grant_key_file: filePath().describe(
    "The grant key ring: it seals the identity provider's tokens, and no other service holds it.",
  ),
  databroker_addresses: z
    .array(peerAddress())
    .min(1, 'needs at least one address')
    .describe('The databroker replicas.'),
  session_lifetime: duration({ minMs: 60_000 })
    .prefault('14h')
    .describe('How long a sign-in lasts at most, from its beginning.'),
  identity: identityFilesSchema.describe('Its identity towards the other services.'),
})

export interface AuthenticateConfig {
  readonly grpcAddress: Address
  readonly httpAddress: Address
  readonly adminAddress: Address
  /** The text of the grant key ring. */
  readonly grantKeyRing: Secret<string>
  readonly databrokerAddresses: readonly Address[]
  readonly sessionLifetimeMs: number
  readonly identity: IdentityFiles
  readonly identityProviders: readonly IdentityProviderConfig[]
  /** The name of the provider that users sign in at. */
  readonly defaultIdentityProvider: string
}

export async function readAuthenticateConfig(
  section: z.output<typeof authenticateSchema>,
  providers: { readonly sections: IdentityProviderSections; readonly defaultName: string | undefined },
  reader: PartReader,
): Promise<AuthenticateConfig> {
  return {
    grpcAddress: section.grpc_address,
    httpAddress: section.http_address,
    adminAddress: section.admin_address,
    grantKeyRing: await reader.secretFile(section.grant_key_file, ['authenticate', 'grant_key_file']),
    databrokerAddresses: section.databroker_addresses,
    sessionLifetimeMs: section.session_lifetime,
    identity: await readIdentityFiles(section.identity, ['authenticate', 'identity'], reader),
    identityProviders: await readIdentityProviders(providers.sections, reader),
    defaultIdentityProvider: providers.defaultName ?? Object.keys(providers.sections)[0] ?? '',
  }
}
