import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckOutcome } from './check-outcome.ts'
import { linesOf, runCommand } from './run-command.ts'

/** The compiler, over every project that the tsconfig.json at the root refers to. */
export async function checkTypes(root: string): Promise<CheckOutcome> {
  const { references = [] }: { references?: unknown[] } = JSON.parse(
    await readFile(join(root, 'tsconfig.json'), 'utf8'),
  )
  const { exitCode, stdout } = await runCommand(join(root, 'node_modules/.bin/tsc'), ['-b', '--pretty', 'false'], root)
  return { count: references.length, unit: 'projects', problems: exitCode === 0 ? [] : linesOf(stdout) }
}
