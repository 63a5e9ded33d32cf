import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const watching = `
const { stopSignals } = await import(${JSON.stringify(join(import.meta.dirname, 'stop-signals.ts'))})
const { stop } = stopSignals(process)
`

function run(program: string, how: 'directly' | 'below a parent') {
  const child = [process.execPath, '--input-type=module', '-e', watching + program]
  const parent = `
    const { pid } = require('node:child_process').spawn(${JSON.stringify(child[0])}, ${JSON.stringify(child.slice(1))}, { stdio: 'inherit' })
    process.stdin.once('data', () => process.exit())
  `
  const [command = '', ...args] = how === 'directly' ? child : [process.execPath, '-e', parent]
  return spawn(command, args, { stdio: 'pipe', env: { ...process.env, npm_lifecycle_event: 'start' } })
}

test('under npm a program that has nothing more to do ends, though npm goes on', async () => {
  expect(await once(run('', 'directly'), 'exit')).toEqual([0, null])
})

test('under npm a program stops once its parent is gone', async () => {
  const parent = run(
    `console.log('up'); const up = setInterval(() => {}, 1_000)
     stop.onabort = () => { clearInterval(up); console.log('stopped') }`,
    'below a parent',
  )
  expect(String((await once(parent.stdout, 'data'))[0])).toBe('up\n')
  parent.stdin.write('end')
  expect(String((await once(parent.stdout, 'data'))[0])).toBe('stopped\n')
})
