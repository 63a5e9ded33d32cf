import { once } from 'node:events'
import { isAppError } from '@sallyport/kernel'
import { banner } from './banner.ts'
import { readOptions } from './options.ts'
import { Supervisor } from './processes/supervisor.ts'
import { startLocal } from './start-local.ts'
import { seconds, terminalOn } from './terminal.ts'

export interface CommandEnvironment {
  readonly args: readonly string[]
  readonly environment: NodeJS.ProcessEnv
  readonly root: string
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
  /** Aborts when everything is to stop in order. */
  readonly stop: AbortSignal
  /** Aborts when everything is to end at once. */
  readonly kill: AbortSignal
}

/** `npm start`: runs until told to stop; resolves to the exit code. */
export async function runCommand({
  args,
  environment,
  root,
  stdout,
  stderr,
  stop,
  kill,
}: CommandEnvironment): Promise<number> {
  const terminal = terminalOn(stdout)
  const startedAtMs = performance.now()
  try {
    const parsed = readOptions(args, environment, root)
    if (parsed.outcome === 'help') {
      terminal.print(parsed.text)
      return 0
    }
    const supervisor = new Supervisor(terminal, environment)
    stop.addEventListener('abort', () => terminal.print('\nStopping; Ctrl-C again ends everything at once'))
    kill.addEventListener('abort', () => supervisor.kill())
    await using running = await startLocal(parsed.options, root, supervisor, terminal, stop)
    terminal.step(`everything ready in ${seconds(performance.now() - startedAtMs)}`)
    terminal.print(banner(running, root))
    if (!stop.aborted) await once(stop, 'abort')
    return 0
  } catch (error) {
    if (stop.aborted) return 0
    if (!isAppError(error)) throw error
    terminalOn(stderr).warn(`Sallyport did not start.\n${error.message}`)
    return 1
  }
}
