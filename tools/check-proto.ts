import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckOutcome } from './check-outcome.ts'
import { linesOf, runCommand } from './run-command.ts'

/** The generated wire types are what proto/ gives today. */
export async function checkProto(root: string): Promise<CheckOutcome> {
  const generated = await readdir(join(root, 'libs/proto/src/gen'), { recursive: true })
  const { exitCode, stderr } = await runCommand(process.execPath, ['tools/generate-proto.ts', '--check'], root)
  return {
    count: generated.filter((name) => name.endsWith('.ts')).length,
    unit: 'generated files',
    problems: exitCode === 0 ? [] : linesOf(stderr),
  }
}
