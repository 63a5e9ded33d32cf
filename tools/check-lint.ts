import { join } from 'node:path'
import type { CheckOutcome } from './check-outcome.ts'
import { parseJson, runCommand } from './run-command.ts'

interface Report {
  readonly number_of_files?: number
  readonly diagnostics?: readonly {
    readonly severity: string
    readonly code?: string
    readonly message: string
    readonly filename: string
    readonly labels?: readonly { readonly span?: { readonly line: number } }[]
  }[]
}

/** oxlint with the rules that need types. */
export async function checkLint(root: string): Promise<CheckOutcome> {
  const { stdout, stderr } = await runCommand(join(root, 'node_modules/.bin/oxlint'), ['--format=json'], root)
  const report = parseJson<Report>(stdout)
  if (!report) return { count: 0, unit: 'files', problems: [(stderr + stdout).trim() || 'oxlint wrote no report'] }
  const linesOf = (wanted: string): string[] =>
    (report.diagnostics ?? [])
      .filter(({ severity }) => severity === wanted)
      .map(
        ({ filename, labels, code, message }) =>
          `${filename}:${labels?.[0]?.span?.line ?? 1}: ${code ?? ''}: ${message}`,
      )
  return { count: report.number_of_files ?? 0, unit: 'files', problems: linesOf('error'), notes: linesOf('warning') }
}
