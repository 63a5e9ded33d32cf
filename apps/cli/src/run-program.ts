import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { AppError } from '@sallyport/kernel'

export interface ProgramRun {
  /** Read by the program; nothing if absent. */
  readonly input?: string
  readonly signal: AbortSignal
}

/** What the program prints. Throws `failed-precondition`, with its own words, if it cannot be started or does not end with 0. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { input = '', signal }: ProgramRun,
): Promise<string> {
  const child = spawn(program, args, { signal, stdio: 'pipe' })
  const ended = once(child, 'close')
  child.stdin.on('error', () => {}) // A program that reads no input may be gone before it is written.
  child.stdin.end(input)
  try {
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), ended])
    if (child.exitCode === 0) return stdout
    const ending = child.signalCode ?? `exit code ${child.exitCode}`
    throw new AppError('failed-precondition', `${program} ${args[0] ?? ''} failed (${ending}): ${stderr.trim()}`)
  } catch (cause) {
    if (signal.aborted) throw new AppError('cancelled', `${program} was stopped`, { cause })
    if (cause instanceof AppError) throw cause
    throw new AppError('failed-precondition', `${program} cannot be run`, { cause })
  }
}
