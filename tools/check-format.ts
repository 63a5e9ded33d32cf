import { join } from 'node:path'
import type { CheckOutcome } from './check-outcome.ts'
import { parseJson, runCommand } from './run-command.ts'

interface Report {
  readonly summary: { readonly changed: number; readonly unchanged: number }
  readonly diagnostics: readonly {
    readonly severity: string
    readonly category: string
    readonly message: string
    readonly location?: { readonly path: string; readonly start: { readonly line: number } }
  }[]
}

/** Biome: the format, the order of imports, and that a package imports nothing but what its manifest names. */
export async function checkFormat(root: string): Promise<CheckOutcome> {
  const args = ['ci', '--colors=off', '--reporter=json', '--max-diagnostics=1000', '--diagnostic-level=warn', '.']
  const { stdout, stderr } = await runCommand(join(root, 'node_modules/.bin/biome'), args, root)
  const report = parseJson<Report>(stdout)
  if (!report) return { count: 0, unit: 'files', problems: [(stderr + stdout).trim() || 'biome wrote no report'] }
  const problems = report.diagnostics.map(
    ({ location, category, message }) => `${location?.path}:${location?.start.line}: ${category}: ${message}`,
  )
  return { count: report.summary.changed + report.summary.unchanged, unit: 'files', problems }
}
