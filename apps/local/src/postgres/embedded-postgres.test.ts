import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sleep } from '@sallyport/kernel'
import pg from 'pg'
import { expect, test } from 'vitest'
import { databaseUrl, ensureDatabase, postgresChild } from './embedded-postgres.ts'
import { scratch, signal, start } from './postgres.fixture.ts'

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
  // Of the same account: of any other Postgres itself knows that it cannot be its own.
  const other = spawn('sleep', ['60'], { ...postgres.account, stdio: 'ignore' })
  await writeFile(join(postgres.home.folder, 'data', 'postmaster.pid'), `${other.pid}\n/gone\n`)
  await using _child = await start(spec)
  expect(other.exitCode ?? other.signalCode).toBeNull()
  other.kill()
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
