import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ChildSpec, SupervisedChild } from '../processes/supervised-child.ts'
import type { EmbeddedPostgres } from './embedded-postgres.ts'
import { findPostgres } from './postgres-binaries.ts'
import { preparePostgresHome } from './postgres-home.ts'
import { accountForPostgres } from './unprivileged-account.ts'

export const signal = AbortSignal.timeout(60_000)

/** A folder as `.sallyport` would be, inside a home that is closed to others if asked. */
export async function scratch({ closedHome = false } = {}) {
  const top = await mkdtemp(join(tmpdir(), 'sallyport-'))
  await chmod(top, 0o711)
  const home = join(top, 'home')
  const state = join(home, '.sallyport')
  await mkdir(state, { recursive: true, mode: 0o700 })
  await chmod(home, closedHome ? 0o700 : 0o755)
  const account = await accountForPostgres()
  const postgres = async (): Promise<EmbeddedPostgres> => ({
    home: await preparePostgresHome(join(state, 'postgres'), await findPostgres(), account, join(top, 'elsewhere')),
    account,
    port: await freePort(),
    password: 'p4ss',
    logFile: join(top, 'postgres.log'),
  })
  return { top, state, postgres, [Symbol.asyncDispose]: () => rm(top, { recursive: true, force: true }) }
}

export async function start(spec: ChildSpec): Promise<SupervisedChild> {
  const child = new SupervisedChild(spec, { step() {}, warn() {}, print() {} })
  await child.start(signal)
  return child
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}
