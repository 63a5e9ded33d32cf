import { homedir } from 'node:os'
import { findProgram } from './machine.ts'

/** The path of a program of this machine. Without it the test is skipped, and says why; in CI that is a failure. */
export async function installedProgram(skip: (reason: string) => never, ...names: readonly string[]): Promise<string> {
  const { platform, env } = process
  const machine = { platform, home: homedir(), root: '/', searchPath: env['PATH'] ?? '', isAdministrator: false }
  const program = await findProgram(machine, ...names)
  if (program !== undefined) return program
  const reason = `${names[0]} is not installed on this machine`
  if (env['CI'] !== undefined) throw new Error(`${reason}, and in CI it has to be`)
  process.stderr.write(`skipped: ${reason}\n`)
  return skip(reason)
}
