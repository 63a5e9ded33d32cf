import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

export interface CommandResult {
  /** `null` if a signal ended it. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program without a terminal and without colours. */
export async function runCommand(program: string, args: readonly string[], cwd: string): Promise<CommandResult> {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { exitCode: child.exitCode, stdout, stderr }
}

export function linesOf(output: string): string[] {
  return output.split('\n').filter((line) => line.trim() !== '')
}

/** The report of a program that is known to write such; `undefined` if it wrote something else. */
export function parseJson<Report>(output: string): Report | undefined {
  try {
    return JSON.parse(output)
  } catch {
    return undefined
  }
}
