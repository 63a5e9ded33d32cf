import { z } from 'zod'
import { type Address, listenAddress, peerAddress } from './address.ts'
import {
  type CertificateFiles,
  certificateFilesSchema,
  type IdentityFiles,
  identityFilesSchema,
  readCertificateFiles,
  readCertificates,
  readIdentityFiles,
} from './certificate-files.ts'
import { duration } from './duration.ts'
import { exactlyOneOf } from './exclusive-keys.ts'
import { trustedNetwork } from './network.ts'
import type { PartReader } from './part-reader.ts'
import { filePath } from './secret-value.ts'

const peers = () => z.array(peerAddress()).min(1, 'needs at least one address')

export const proxySchema = z
  .strictObject({
    addresses: z
      .array(listenAddress())
      .min(1, 'needs at least one address')
      .prefault([':443'])
      .describe('Where users reach it: HTTPS, by HTTP/1.1 and HTTP/2.'),
    admin_address: listenAddress()
      .prefault('127.0.0.1:9901')
      .describe('Where `/livez`, `/readyz`, `/status` and `/metrics` are served.'),
    certificates: z
      .array(certificateFilesSchema)
      .min(1, 'needs at least one certificate')
      .optional()
      .describe(
        'The certificates that users see, chosen by server name; the first one also answers clients that name no server.',
      ),
    certificates_directory: filePath()
      .optional()
      .describe(
        'A directory with one `<server name>.crt` and `<server name>.key` for each certificate, instead of `certificates`; files may come and go while it runs.',
      ),
    client_ca_file: filePath()
      .optional()
      .describe(
        'PEM file with the authorities of client certificates. With it every client is asked for one: what these authorities signed is what the criterion `client_certificate` sees, anything else counts as none.',
      ),
    databroker_addresses: peers().describe('The databroker replicas.'),
    authorize_addresses: peers().describe('The authorize replicas.'),
    authenticate_grpc_addresses: peers().describe('The authenticate replicas, gRPC.'),
    authenticate_http_addresses: peers().describe(
      'The authenticate replicas, HTTP: requests for `authenticate_url` go there.',
    ),
    max_staleness: duration({ minMs: 1_000 })
      .prefault('5m')
      .describe('How old its knowledge may grow while no databroker answers. Past it new requests get 503.'),
    on_unknown: z
      .enum(['close', 'keep'])
      .default('close')
      .describe('What becomes of a connection that is open when its decision turns "unknown".'),
    on_unknown_grace: duration().prefault('30s').describe('How long such a connection stays before it is closed.'),
    trusted_proxies: z
      .array(trustedNetwork())
      .default([])
      .describe('The load balancers whose `X-Forwarded-For` is believed. A range of all addresses is refused.'),
    assertion_header_aliases: z
      .array(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/, 'not a header name (RFC 9110 section 5.1)'))
      .default([])
      .describe(
        'Further request headers that carry the signed assertion to the upstream, such as `X-Pomerium-Jwt-Assertion`. Clients cannot set them.',
      ),
    drain_delay: duration({ maxMs: 600_000 })
      .prefault('5s')
      .describe(
        'How long it goes on accepting connections after it has stopped being ready, so that load balancers notice.',
      ),
    drain_timeout: duration({ maxMs: 86_400_000 })
      .prefault('30s')
      .describe('How long requests and connections in flight may then take before they are cut.'),
    identity: identityFilesSchema.describe('Its identity towards the other services.'),
  })
  .check(exactlyOneOf('certificates', 'certificates_directory'))

export interface ProxyConfig {
  readonly addresses: readonly Address[]
  readonly adminAddress: Address
  readonly certificates: ServerCertificates
  /** PEM. `undefined`: clients are not asked for a certificate. */
  readonly clientAuthorities: string | undefined
  readonly databrokerAddresses: readonly Address[]
  readonly authorizeAddresses: readonly Address[]
  readonly authenticateGrpcAddresses: readonly Address[]
  readonly authenticateHttpAddresses: readonly Address[]
  readonly maxStalenessMs: number
  readonly onUnknown: 'close' | 'keep'
  readonly onUnknownGraceMs: number
  /** Ranges in CIDR notation. */
  readonly trustedProxies: readonly string[]
  readonly assertionHeaderAliases: readonly string[]
  readonly drainDelayMs: number
  readonly drainTimeoutMs: number
  readonly identity: IdentityFiles
}

/** Where the certificates that users see come from. Paths are absolute. */
export type ServerCertificates =
  | { readonly from: 'files'; readonly files: readonly CertificateFiles[] }
  | { readonly from: 'directory'; readonly directory: string }

export async function readProxyConfig(section: z.output<typeof proxySchema>, reader: PartReader): Promise<ProxyConfig> {
  return {
    addresses: section.addresses,
    adminAddress: section.admin_address,
    certificates: await readServerCertificates(section, reader),
    clientAuthorities: await readClientAuthorities(section, reader),
    databrokerAddresses: section.databroker_addresses,
    authorizeAddresses: section.authorize_addresses,
    authenticateGrpcAddresses: section.authenticate_grpc_addresses,
    authenticateHttpAddresses: section.authenticate_http_addresses,
    maxStalenessMs: section.max_staleness,
    onUnknown: section.on_unknown,
    onUnknownGraceMs: section.on_unknown_grace,
    trustedProxies: section.trusted_proxies,
    assertionHeaderAliases: section.assertion_header_aliases,
    drainDelayMs: section.drain_delay,
    drainTimeoutMs: section.drain_timeout,
    identity: await readIdentityFiles(section.identity, ['proxy', 'identity'], reader),
  }
}

async function readClientAuthorities(
  { client_ca_file: file }: z.output<typeof proxySchema>,
  reader: PartReader,
): Promise<string | undefined> {
  return file === undefined ? undefined : (await readCertificates(file, ['proxy', 'client_ca_file'], reader))?.pem
}

async function readServerCertificates(
  { certificates, certificates_directory: directory }: z.output<typeof proxySchema>,
  reader: PartReader,
): Promise<ServerCertificates> {
  if (directory !== undefined) {
    await reader.directory(directory, ['proxy', 'certificates_directory'])
    return { from: 'directory', directory: reader.resolve(directory) }
  }
  const files: CertificateFiles[] = []
  for (const [index, certificate] of (certificates ?? []).entries()) {
    files.push(await readCertificateFiles(certificate, ['proxy', 'certificates', index], reader))
  }
  return { from: 'files', files }
}
