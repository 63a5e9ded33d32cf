import { z } from 'zod'
import { type Address, listenAddress, peerAddress } from './address.ts'
import { type IdentityFiles, identityFilesSchema, readIdentityFiles } from './certificate-files.ts'
import { duration } from './duration.ts'
import type { PartReader } from './part-reader.ts'

export const authorizeSchema = z.strictObject({
  grpc_address: listenAddress().prefault('127.0.0.1:5444').describe('Where proxies reach it: gRPC over mutual TLS.'),
  admin_address: listenAddress()
    .prefault('127.0.0.1:9902')
    .describe('Where `/livez`, `/readyz`, `/status` and `/metrics` are served.'),
  databroker_addresses: z
    .array(peerAddress())
    .min(1, 'needs at least one address')
    .describe('The databroker replicas.'),
  max_staleness: duration({ minMs: 1_000 })
    .prefault('5m')
    .describe(
      'How old its knowledge may grow while no databroker answers. Past it every decision is "unknown", which users see as 503.',
    ),
  jwt_claims_headers: z
    .array(z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'has 1 to 64 letters, digits, hyphens and underscores'))
    .default(['email', 'groups', 'name', 'user'])
    .describe(
      'The claims that upstreams with `pass_identity_headers` also get as `X-Sallyport-Claim-<name>` headers and in the signed assertion.',
    ),
  identity: identityFilesSchema.describe('Its identity towards the other services.'),
})

export interface AuthorizeConfig {
  readonly grpcAddress: Address
  readonly adminAddress: Address
  readonly databrokerAddresses: readonly Address[]
  readonly maxStalenessMs: number
  readonly jwtClaimsHeaders: readonly string[]
  readonly identity: IdentityFiles
}

export async function readAuthorizeConfig(
  section: z.output<typeof authorizeSchema>,
  reader: PartReader,
): Promise<AuthorizeConfig> {
  return {
    grpcAddress: section.grpc_address,
    adminAddress: section.admin_address,
    databrokerAddresses: section.databroker_addresses,
    maxStalenessMs: section.max_staleness,
    jwtClaimsHeaders: section.jwt_claims_headers,
    identity: await readIdentityFiles(section.identity, ['authorize', 'identity'], reader),
  }
}
