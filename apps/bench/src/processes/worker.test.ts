import { expect, test } from 'vitest'
import { Worker } from './worker.ts'

const program = new URL('./echo-worker.fixture.ts', import.meta.url)
const start = () => Worker.start<string, { readonly pid: number; readonly text: string }>(program)

test('a worker does jobs in a process of its own', async () => {
  await using worker = await start()
  expect(await worker.run('one')).toEqual({ pid: worker.pid, text: 'one' })
  expect(await worker.run('two')).toMatchObject({ text: 'two' })
  expect(worker.pid).not.toBe(process.pid)
})

test('a job that fails rejects, and the worker goes on', async () => {
  await using worker = await start()
  await expect(worker.run('fail')).rejects.toThrow('this job fails')
  expect(await worker.run('next')).toMatchObject({ text: 'next' })
})

test('a worker that ends without an answer is not waited for', async () => {
  await using worker = await start()
  await expect(worker.run('end')).rejects.toThrow('ended (SIGKILL) before it answered')
})

test('a disposed worker is gone', async () => {
  const worker = await start()
  await worker[Symbol.asyncDispose]()
  expect(() => process.kill(worker.pid, 0)).toThrow('ESRCH')
})
