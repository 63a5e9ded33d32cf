import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtempDisposable, readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { expect, test } from 'vitest'
import { embeddedPostgres } from './embedded-postgres.ts'
import type { PostgresOptions } from './postgres-server.ts'

const source = new URL('embedded-postgres.ts', import.meta.url).href
const startAndLeave = `
  const { embeddedPostgres } = await import(${JSON.stringify(source)})
  const server = await embeddedPostgres()
  process.stdout.write(server?.url ?? 'none', () => process.exit())`

test('a process that ends without disposing leaves neither a server nor its data behind', async () => {
  await using temporary = await mkdtempDisposable(join(tmpdir(), 'sallyport-exit-'))
  const child = spawn(process.execPath, ['--input-type=module', '--eval', startAndLeave], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: await reachable(temporary.path) },
  })
  const [printed] = await Promise.all([text(child.stdout), once(child, 'close')])
  expect(printed).toMatch(/^postgres:/)

  await expect.poll(() => answers(Number(new URL(printed).port)), { timeout: 5_000 }).toBe(false)
  expect(await readdir(temporary.path)).toEqual([])
})

test('commits wait for the disk only where that is asked for', async () => {
  expect(await settingOf({}, 'fsync')).toBe('off')
  expect(await settingOf({ isDurable: true }, 'fsync')).toBe('on')
})

async function settingOf(options: PostgresOptions, name: string): Promise<unknown> {
  await using server = await embeddedPostgres(process.env, options)
  const client = new pg.Client({ connectionString: server?.url })
  await client.connect()
  try {
    const { rows } = await client.query('select current_setting($1) as setting', [name])
    return rows[0]?.setting
  } finally {
    await client.end()
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const isOpen = await once(socket, 'connect').then(
    () => true,
    () => false,
  )
  socket.destroy()
  return isOpen
}

/** As root, the server runs as another user. */
async function reachable(folder: string): Promise<string> {
  await chmod(folder, 0o711)
  return folder
}
