import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { Socket } from 'node:net'
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
  // The shell becomes a program that never waits for the child that the shell started, and only then does the child end.
  const script = 'cat <&3 & echo $!; exec sleep 60 3<&-'
  const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore', 'pipe'] })
  const { 1: output, 3: childInput } = parent.stdio
  if (output === null || !(childInput instanceof Socket)) throw new Error('no pipes')
  const [printed] = await once(output, 'data')
  const zombie = Number(String(printed))
  while ((await readFile(`/proc/${parent.pid}/comm`, 'utf8')) !== 'sleep\n') await new Promise(setImmediate)
  childInput.end()
  while ((await processStart(zombie)) !== undefined) await new Promise(setImmediate)
  process.kill(zombie, 0) // Its number is still taken.
  parent.kill()
})
