import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { ConfigProblems } from '@sallyport/config'
import { isAppError } from '@sallyport/kernel'

export interface RunningService extends AsyncDisposable {
  /** What to tell the operator: what listens where. */
  readonly addresses: Readonly<Record<string, string>>
}

export interface ServiceProgram {
  readonly name: string
  readonly description: string
  /** `signal` aborts when the process shall stop, also while it is still starting. */
  start(configFile: string, signal: AbortSignal): Promise<RunningService>
}

/** Where the words go, so that a test can read them. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
}

/**
 * Runs a service until `shutdown` aborts and returns its exit code: 0 after an orderly stop, 1 when it could not start,
 * 2 for wrong arguments or a wrong configuration, whose problems are then on standard error.
 */
export async function runService(
  program: ServiceProgram,
  args: readonly string[],
  shutdown: AbortSignal,
  terminal: Terminal = processTerminal,
): Promise<number> {
  const parsed = parseArguments(program, args)
  if ('exitCode' in parsed) {
    if (parsed.exitCode === 0) terminal.out(parsed.message)
    else terminal.err(parsed.message)
    return parsed.exitCode
  }
  let service: RunningService
  try {
    service = await program.start(parsed.configFile, shutdown)
  } catch (error) {
    if (shutdown.aborted) return 0
    const exitCode = exitCodeOf(error)
    if (exitCode === undefined) throw error
    terminal.err(`${program.name}: ${messageOf(error)}\n`)
    return exitCode
  }
  // What goes wrong from here on is a bug, a stop that fails included.
  await using _service = service
  if (!shutdown.aborted) await once(shutdown, 'abort')
  return 0
}

function parseArguments(
  { name, description }: ServiceProgram,
  args: readonly string[],
): { readonly configFile: string } | { readonly exitCode: 0 | 2; readonly message: string } {
  const usage = `${description}\n\nUsage: ${name} --config FILE\n\n  --config FILE   the configuration, YAML (docs/configuration.md)\n  --help          this text\n`
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { config: { type: 'string' }, help: { type: 'boolean' } },
    })
    if (values.help === true) return { exitCode: 0, message: usage }
    if (values.config === undefined) return { exitCode: 2, message: `${name}: --config FILE is missing\n\n${usage}` }
    return { configFile: values.config }
  } catch (error) {
    return { exitCode: 2, message: `${name}: ${messageOf(error)}\n\n${usage}` }
  }
}

/** `undefined` for what is neither a wrong configuration nor an expected failure: a bug, whose stack is wanted. */
function exitCodeOf(error: unknown): 1 | 2 | undefined {
  if (error instanceof ConfigProblems || isAppError(error, 'invalid-argument')) return 2
  return isAppError(error) ? 1 : undefined
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
}
