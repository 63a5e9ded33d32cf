import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'

// Runs one program that knows nothing of its grandparent, and ends it when that is gone: when standard input closes, or on SIGTERM.
// Usage: node guard.ts --stop-signal SIGINT [--uid N --gid N] -- command argument…
const { values, positionals } = parseArgs({
  options: { 'stop-signal': { type: 'string' }, uid: { type: 'string' }, gid: { type: 'string' } },
  allowPositionals: true,
})
const [command, ...args] = positionals
if (command === undefined) throw new Error('guard needs a command')

const account = values.uid === undefined ? {} : { uid: Number(values.uid), gid: Number(values.gid) }
// The account may not be able to enter the folder that we stand in.
const child = spawn(command, args, { ...account, cwd: '/', stdio: ['ignore', 'inherit', 'inherit'] })
const stop = (): void => void child.kill(values['stop-signal'] === 'SIGINT' ? 'SIGINT' : 'SIGTERM')

process.on('SIGTERM', stop)
process.stdin.on('close', stop).on('error', stop).resume()
const [code, signal] = await once(child, 'exit')
process.exitCode = signal === null ? Number(code) : 1
process.stdin.destroy()
