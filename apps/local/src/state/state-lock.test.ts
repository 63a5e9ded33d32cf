import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { processStart } from './process-start.ts'
import { lockState } from './state-lock.ts'

async function scratch() {
  const path = await mkdtemp(join(tmpdir(), 'sallyport-'))
  return { lock: join(path, 'lock'), [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

test('a second one is refused by the number of the first, until that one lets go', async () => {
  await using s = await scratch()
  const held = await lockState(s.lock)
  await expect(lockState(s.lock)).rejects.toThrow(`runs already, as process ${process.pid}`)
  await held[Symbol.asyncDispose]()
  await using _again = await lockState(s.lock)
})

test.each([
  ['of a process that is gone', '4194304 123\n'],
  ['of a number that another process has by now', `${process.ppid} 1\n`],
  ['that is cut short', '12'],
])('a lock %s is taken over', async (_, content) => {
  await using s = await scratch()
  await writeFile(s.lock, content)
  await using held = await lockState(s.lock)
  expect(held.wasTakenOver).toBe(true)
  expect(await readFile(s.lock, 'utf8')).toBe(`${process.pid} ${await processStart(process.pid)}\n`)
})
