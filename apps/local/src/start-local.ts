import { join } from 'node:path'
import { ConfigProblems, loadConfig } from '@sallyport/config'
import { AppError, isAppError, sleep } from '@sallyport/kernel'
import { type LocalTlsAuthority, openLocalServiceAuthority, openLocalTlsAuthority } from '@sallyport/pki'
import { stringify } from 'yaml'
import { followHosts } from './certificates/follow-hosts.ts'
import { ensureLeafCertificates } from './certificates/leaf-certificates.ts'
import { keepServiceIdentities, services } from './certificates/service-identities.ts'
import { providerChild, serviceChild, upstreamChild } from './children.ts'
import { ensureConfiguration } from './configuration/configuration-file.ts'
import type { ConfiguredAddresses } from './configuration/configured-addresses.ts'
import type { LocalOptions } from './options.ts'
import { type Database, openDatabase } from './postgres/database.ts'
import { checkPorts } from './preflight/check-ports.ts'
import { missingHostsLine } from './preflight/localhost-names.ts'
import { portsToCheck } from './preflight/ports-to-check.ts'
import type { Supervisor } from './processes/supervisor.ts'
import { keepKeys } from './state/kept-keys.ts'
import { rotateLogs } from './state/rotate-logs.ts'
import { openStateFolder, type StateFolder } from './state/state-folder.ts'
import { lockState } from './state/state-lock.ts'
import { writePrivateFile, writePublicFile } from './state/write-private-file.ts'
import type { Terminal } from './terminal.ts'

export interface RunningLocal extends AsyncDisposable {
  readonly state: StateFolder
  readonly addresses: ConfiguredAddresses
}

/**
 * Starts the whole of Sallyport: Postgres, the four services, the demonstration's provider and upstream, each a process of its own.
 * Everything that can be known to fail is checked before the first of them; a start that fails leaves nothing running.
 */
export async function startLocal(
  options: LocalOptions,
  root: string,
  supervisor: Supervisor,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<RunningLocal> {
  await using scope = new AsyncDisposableStack()
  const state = await openStateFolder(options.stateFolder)
  const lock = scope.use(await lockState(state.lock))
  await rotateLogs(state.logs)
  const addresses = await ensureConfiguration(state.config, options.ports)
  const passwords = await keepKeys(state)
  const database = await openDatabase(options.postgresUrl, state, addresses.ports.postgres, passwords, signal)
  await freePorts(addresses, database, lock.wasTakenOver, signal)

  const tlsAuthority = await openLocalTlsAuthority({
    certificateFile: state.authorityCertificate,
    keyFile: join(state.secrets, 'ca-key.pem'),
  })
  await ensureLeafCertificates(tlsAuthority, state.certificates, addresses.hosts)
  const serviceAuthority = await openLocalServiceAuthority({
    certificateFile: join(state.identities, 'authority.pem'),
    keyFile: join(state.secrets, 'identities-key.pem'),
  })
  scope.use(await keepServiceIdentities(serviceAuthority, state.identities))
  await writePrivateFile(join(state.secrets, 'postgres-url'), database.url)
  await writeCliContext(state, addresses)
  await checkConfiguration(state.config)
  await sayWhatTheResolverLacks(addresses, terminal)

  scope.use(supervisor)
  await supervisor.start(
    [...database.children, providerChild(state, addresses), upstreamChild(state, addresses)],
    signal,
  )
  await database.ensure()
  const child = (service: (typeof services)[number]) => serviceChild(service, root, state, addresses)
  await supervisor.start([child('databroker')], signal)
  await supervisor.start([child('authenticate'), child('authorize')], signal)
  await supervisor.start([child('proxy')], signal)
  scope.use(followCertificates(tlsAuthority, state, terminal))
  const running = scope.move()
  return { state, addresses, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

// What a killed run left behind ends by itself within seconds.
async function freePorts(
  { ports }: ConfiguredAddresses,
  database: Database,
  wasKilledBefore: boolean,
  signal: AbortSignal,
): Promise<void> {
  const wanted = portsToCheck(ports, { withPostgres: database.children.length > 0 })
  for (let attempt = wasKilledBefore ? 20 : 0; ; attempt -= 1) {
    try {
      return await checkPorts(wanted)
    } catch (error) {
      if (attempt <= 0 || !isAppError(error, 'conflict')) throw error
      await sleep(500, signal)
    }
  }
}

async function checkConfiguration(file: string): Promise<void> {
  try {
    for (const service of services) await loadConfig(file, service)
  } catch (error) {
    if (!(error instanceof ConfigProblems)) throw error
    throw new AppError('failed-precondition', `the configuration has mistakes:\n${error.message}`, { cause: error })
  }
}

async function sayWhatTheResolverLacks({ hosts }: ConfiguredAddresses, terminal: Terminal): Promise<void> {
  const line = await missingHostsLine(hosts)
  if (line === undefined) return
  terminal.warn("browsers and curl find names under .localhost by themselves, but this system's resolver does not")
  terminal.print(`  for other programs, put this line into /etc/hosts: ${line}`)
}

function followCertificates(authority: LocalTlsAuthority, state: StateFolder, terminal: Terminal): AsyncDisposable {
  return followHosts(
    state.config,
    (hosts) => ensureLeafCertificates(authority, state.certificates, hosts),
    (error) =>
      terminal.warn(`a certificate could not be written: ${error instanceof Error ? error.message : String(error)}`),
  )
}

/** Where clients on this machine find the proxy and what they trust; paths are relative to the file. */
async function writeCliContext(
  { cliContext }: StateFolder,
  { authenticateUrl, ports }: ConfiguredAddresses,
): Promise<void> {
  const context = { authenticate_url: authenticateUrl, proxy_address: `127.0.0.1:${ports.public}`, ca_file: 'ca.pem' }
  await writePublicFile(cliContext, stringify(context))
}
