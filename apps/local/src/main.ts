import { join } from 'node:path'
import { runCommand } from './run-command.ts'
import { stopSignals } from './stop-signals.ts'

const { stop, kill } = stopSignals(process)
kill.addEventListener('abort', () => setImmediate(() => process.exit(130)))
process.stdout.on('error', () => {}) // The terminal was closed: what is left is to stop in order.
const { argv, env, stdout, stderr } = process
const root = join(import.meta.dirname, '..', '..', '..')
process.exitCode = await runCommand({ args: argv.slice(2), environment: env, root, stdout, stderr, stop, kill })
