import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const guard = join(import.meta.dirname, 'guard.ts')
const program = `
  process.on('SIGINT', () => { console.log('stopping'); process.exit(7) })
  setInterval(() => {}, 1000)
  console.log('running ' + process.pid)
`

async function startGuarded() {
  const child = spawn(process.execPath, [guard, '--stop-signal', 'SIGINT', '--', process.execPath, '-e', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += String(chunk)
  })
  while (!output.includes('running')) await once(child.stdout, 'data')
  return { child, output: () => output, pid: Number(/running (\d+)/.exec(output)?.[1]) }
}

test('the program gets its own stop signal when the pipe from the grandparent closes', async () => {
  const { child, output } = await startGuarded()
  child.stdin.end()
  expect(await once(child, 'exit')).toEqual([7, null])
  expect(output()).toContain('stopping')
})

test('SIGTERM to the guard stops the program', async () => {
  const { child } = await startGuarded()
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([7, null])
})

test('the guard ends with the program', async () => {
  const { child, pid } = await startGuarded()
  process.kill(pid, 'SIGKILL')
  expect(await once(child, 'exit')).toEqual([1, null])
})
