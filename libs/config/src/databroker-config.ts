import type { Secret } from '@sallyport/kernel'
import type { Route } from '@sallyport/routing'
import { z } from 'zod'
import { type Address, listenAddress } from './address.ts'
import { type IdentityFiles, identityFilesSchema, readIdentityFiles } from './certificate-files.ts'
import { duration } from './duration.ts'
import { exactlyOneOf } from './exclusive-keys.ts'
import type { PartReader } from './part-reader.ts'
import { postgresUrlProblem } from './postgres-url.ts'
import { readRoutes } from './read-routes.ts'
import { filePath, secretValue } from './secret-value.ts'

export const databrokerSchema = z
  .strictObject({
    grpc_address: listenAddress()
      .prefault('127.0.0.1:5443')
      .describe('Where the other services reach it: gRPC over mutual TLS.'),
    admin_address: listenAddress()
      .prefault('127.0.0.1:9904')
      .describe('Where `/livez`, `/readyz`, `/status` and `/metrics` are served.'),
    postgres_url: secretValue()
      .optional()
      .describe(
        'The store: `postgres://user:password@host:5432/database`, several hosts by commas. A remote server is verified (`sslmode=verify-full`) unless the next key says otherwise.',
      ),
    postgres_url_file: filePath().optional().describe('A file that holds `postgres_url`.'),
    postgres_allow_plaintext: z.boolean().default(false).describe('Permits `sslmode=disable` to a remote server.'),
    key_file: filePath().describe(
      'The broker key ring: it seals the certificate authority and the `key` records, and no other service holds it.',
    ),
    tombstone_retention: duration({ minMs: 3_600_000 })
      .prefault('24h')
      .describe('How long deletes are remembered. A service that was away for longer loads the whole state again.'),
    identity: identityFilesSchema.describe('Its identity towards the other services.'),
  })
  .check(exactlyOneOf('postgres_url', 'postgres_url_file'))

export interface DatabrokerConfig {
  readonly grpcAddress: Address
  readonly adminAddress: Address
  readonly postgresUrl: Secret<string>
  /** Permits `sslmode=disable` to another machine. */
  readonly postgresAllowPlaintext: boolean
  /** The text of the broker key ring. */
  readonly keyRing: Secret<string>
  readonly tombstoneRetentionMs: number
  readonly identity: IdentityFiles
  readonly routes: readonly Route[]
}

export async function readDatabrokerConfig(
  section: z.output<typeof databrokerSchema>,
  routes: readonly Route[],
  reader: PartReader,
): Promise<DatabrokerConfig> {
  return {
    grpcAddress: section.grpc_address,
    adminAddress: section.admin_address,
    postgresUrl: await readPostgresUrl(section, reader),
    postgresAllowPlaintext: section.postgres_allow_plaintext,
    keyRing: await reader.secretFile(section.key_file, ['databroker', 'key_file']),
    tombstoneRetentionMs: section.tombstone_retention,
    identity: await readIdentityFiles(section.identity, ['databroker', 'identity'], reader),
    routes: await readRoutes(routes, reader),
  }
}

async function readPostgresUrl(
  section: z.output<typeof databrokerSchema>,
  reader: PartReader,
): Promise<Secret<string>> {
  const path = ['databroker', section.postgres_url_file === undefined ? 'postgres_url' : 'postgres_url_file']
  const failures = reader.problems.length
  const url = await reader.secret(section.postgres_url, section.postgres_url_file, path)
  const problem = postgresUrlProblem(url.reveal(), { allowPlaintext: section.postgres_allow_plaintext })
  if (problem !== undefined && reader.problems.length === failures) reader.problem(path, problem)
  return url
}
