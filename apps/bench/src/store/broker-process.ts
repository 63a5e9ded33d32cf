import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalServiceAuthority, type LocalServiceAuthority } from '@sallyport/pki'
import { createDatabase } from '@sallyport/testkit-postgres'
import { newKeyRingFile } from '@sallyport/tokens'
import { ServiceProcess } from '../processes/service-process.ts'
import { type BrokerAccess, identityFiles } from './broker-access.ts'

const program = join(import.meta.dirname, '..', '..', '..', 'databroker', 'src', 'main.ts')
const services = ['databroker', 'authenticate', 'authorize', 'proxy'] as const

/** A databroker with a database of its own. */
export interface BrokerProcess extends AsyncDisposable {
  readonly pid: number
  readonly databaseUrl: string
  as(service: Exclude<(typeof services)[number], 'databroker'>): BrokerAccess
}

/** Starts a databroker as in production, on a new database of that Postgres. */
export async function startBroker(
  postgres: { readonly url: string },
  nodeOptions: readonly string[] = [],
): Promise<BrokerProcess> {
  await using scope = new AsyncDisposableStack()
  const { path: folder } = scope.use(await mkdtempDisposable(join(tmpdir(), 'sallyport-bench-')))
  const database = scope.use(await createDatabase(postgres))
  const authority = await createLocalServiceAuthority()
  for (const service of services) await writeIdentity(authority, service, join(folder, service))
  const configFile = join(folder, 'config.yaml')
  await writeFile(configFile, await configuration(folder, database.url), { mode: 0o600 })
  const running = scope.use(
    await ServiceProcess.start({
      program,
      args: ['--config', configFile],
      isReady: (line) => line.includes('databroker is ready'),
      readyWithinMs: 20_000,
      nodeOptions,
    }),
  )
  const port = Number(/"grpc":"127\.0\.0\.1:(\d+)"/.exec(running.readyLine)?.[1])
  const owned = scope.move()
  return {
    pid: running.pid,
    databaseUrl: database.url,
    as: (service) => ({ port, identityFolder: join(folder, service) }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** JSON, which is YAML too. */
async function configuration(folder: string, databaseUrl: string): Promise<string> {
  const keyFile = join(folder, 'broker-key')
  await writeFile(keyFile, newKeyRingFile().reveal(), { mode: 0o600 })
  const { certificateFile, keyFile: privateKeyFile, trustBundleFile } = identityFiles(join(folder, 'databroker'))
  return JSON.stringify({
    authenticate_url: 'https://authenticate.localhost',
    databroker: {
      grpc_address: '127.0.0.1:0',
      admin_address: '127.0.0.1:0',
      postgres_url: databaseUrl,
      key_file: keyFile,
      identity: { certificate_file: certificateFile, key_file: privateKeyFile, trust_bundle_file: trustBundleFile },
    },
  })
}

async function writeIdentity(
  authority: LocalServiceAuthority,
  service: (typeof services)[number],
  folder: string,
): Promise<void> {
  const { certificateChain, privateKey, trustBundle } = await authority.issueServiceIdentity(service, 'bench')
  const files = identityFiles(folder)
  await mkdir(folder)
  await writeFile(files.certificateFile, certificateChain)
  await writeFile(files.keyFile, privateKey.reveal(), { mode: 0o600 })
  await writeFile(files.trustBundleFile, trustBundle)
}
