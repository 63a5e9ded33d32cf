import { expect, test } from 'vitest'
import { findProcess } from './find-process.ts'
import { Worker } from './worker.ts'

const program = new URL('./echo-worker.fixture.ts', import.meta.url)

test('a process is found by its arguments, each of them whole', async () => {
  await using worker = await Worker.start<string, unknown>(program)
  expect(await findProcess([program.pathname])).toBe(worker.pid)
  await expect(findProcess([program.pathname.slice(0, -1)])).rejects.toThrow('no process runs')
})
