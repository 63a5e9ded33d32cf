import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sleep } from '@sallyport/kernel'
import pg from 'pg'
import { expect, test } from 'vitest'
import { type ChildSpec, SupervisedChild } from '../processes/supervised-child.ts'
import type { Terminal } from '../terminal.ts'
import { databaseUrl, type EmbeddedPostgres, ensureDatabase, postgresChild } from './embedded-postgres.ts'
import { findPostgres } from './postgres-binaries.ts'
import { preparePostgresHome } from './postgres-home.ts'
import { accountForPostgres } from './unprivileged-account.ts'

const silent: Terminal = { step() {}, warn() {}, print() {} }
const signal = AbortSignal.timeout(60_000)

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

/** A folder as `.sallyport` would be, inside a home that is closed to others if asked. */
async function scratch({ closedHome = false } = {}) {
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

async function start(spec: ChildSpec): Promise<SupervisedChild> {
  const child = new SupervisedChild(spec, silent)
  await child.start(signal)
  return child
}

test('it keeps what was written across a restart, for an owner who is no superuser', async () => {
  await using s = await scratch()
  for (const expected of [0, 1]) {
    const postgres = await s.postgres()
    await using _child = await start(postgresChild(postgres))
    await ensureDatabase(postgres, 'sallyport', 'own3r')
    const client = new pg.Client(databaseUrl(postgres, 'sallyport', 'own3r'))
    await client.connect()
    await client.query('create table if not exists kept(n int)')
    expect((await client.query('select from kept')).rowCount).toBe(expected)
    await client.query('insert into kept values (1)')
    expect((await client.query('select rolsuper from pg_roles where rolname = current_user')).rows).toEqual([
      { rolsuper: false },
    ])
    await client.end()
  }
})

test('it takes no connection without the password', async () => {
  await using s = await scratch()
  const postgres = await s.postgres()
  await using _child = await start(postgresChild(postgres))
  const client = new pg.Client(`postgres://postgres:wrong@127.0.0.1:${postgres.port}/postgres`)
  await expect(client.connect()).rejects.toThrow(/password authentication failed/)
})

test('a Postgres that a killed run left running is stopped, and the next one starts', async () => {
  await using s = await scratch()
  const postgres = await s.postgres()
  const spec = postgresChild(postgres)
  await spec.prepare?.(signal)
  const [command = '', ...args] = spec.args.slice(spec.args.indexOf('--') + 1)
  const leftover = spawn(command, args, { ...postgres.account, stdio: 'ignore' })
  const leftoverEnded = once(leftover, 'exit')
  while (!(await spec.isReady(signal))) await sleep(50, signal)
  await using _child = await start(spec)
  expect(await leftoverEnded).toEqual([0, null])
})

test("a pid file whose number is another program's by now harms nobody", async () => {
  await using s = await scratch()
  const postgres = await s.postgres()
  const spec = postgresChild(postgres)
  await spec.prepare?.(signal)
  await writeFile(join(postgres.home.folder, 'data', 'postmaster.pid'), `${process.pid}\n/gone\n`)
  await using child = await start(spec)
  expect(child.pid).toBeDefined()
})

test.runIf(process.getuid?.() === 0)(
  'run by root in a home that is closed to others, it stands elsewhere',
  async () => {
    await using s = await scratch({ closedHome: true })
    const postgres = await s.postgres()
    await using _child = await start(postgresChild(postgres))
    expect(await readlink(join(s.state, 'postgres'))).toBe(postgres.home.folder)
    expect(postgres.home.folder.startsWith(join(s.top, 'elsewhere'))).toBe(true)
  },
)
