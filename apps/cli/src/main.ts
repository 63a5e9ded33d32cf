import { homedir } from 'node:os'
import { runCommand } from './run-command.ts'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort())
const { argv, env, platform, stdin, stdout, stderr } = process
process.exitCode = await runCommand({
  args: argv.slice(2),
  workingFolder: process.cwd(),
  machine: {
    platform,
    home: homedir(),
    root: '/',
    searchPath: env['PATH'] ?? '',
    isAdministrator: process.geteuid?.() === 0,
  },
  stdin,
  stdout,
  stderr,
  signal: stop.signal,
})
