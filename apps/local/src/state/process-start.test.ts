import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { processStart } from './process-start.ts'

test('a process has one start for as long as it runs, and none when it is gone', async () => {
  const child = spawn('sleep', ['60'])
  await once(child, 'spawn')
  const start = await processStart(child.pid ?? 0)
  expect(start).toMatch(/\S/)
  expect(await processStart(child.pid ?? 0)).toBe(start)
  child.kill()
  await once(child, 'exit')
  expect(await processStart(child.pid ?? 0)).toBeUndefined()
})

test('a process that has ended counts as gone even while its parent has not noticed', async () => {
  // The shell becomes a program that never waits for the child that the shell started.
  const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'])
  const [printed] = await once(parent.stdout, 'data')
  const zombie = Number(String(printed))
  while ((await processStart(zombie)) !== undefined) await new Promise(setImmediate)
  process.kill(zombie, 0) // Its number is still taken.
  parent.kill()
})
