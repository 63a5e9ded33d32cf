import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtempDisposable, readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

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
