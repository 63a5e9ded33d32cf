import { join } from 'node:path'
import { styleText } from 'node:util'
import { checkErrors } from './check-errors.ts'
import { checkFormat } from './check-format.ts'
import { checkLayers } from './check-layers.ts'
import { checkLint } from './check-lint.ts'
import type { CheckOutcome } from './check-outcome.ts'
import { checkProto } from './check-proto.ts'
import { checkSecurityCases } from './check-security-cases.ts'
import { checkTypes } from './check-types.ts'
import { checkDocs } from './generate-docs.ts'
import { securityCaseIds } from './security-case-ids.ts'
import { checkReferences } from './sync-references.ts'

/** Runs every check, or those that the arguments name, and says of each what it looked at and what it found. */
const root = join(import.meta.dirname, '..')
const checks: Readonly<Record<string, () => Promise<CheckOutcome>>> = {
  format: () => checkFormat(root),
  lint: () => checkLint(root),
  types: () => checkTypes(root),
  layers: () => checkLayers(root),
  references: () => checkReferences(root),
  proto: () => checkProto(root),
  docs: () => checkDocs(root),
  errors: () => checkErrors(root),
  'security-cases': () => checkSecurityCases(root, securityCaseIds),
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !Object.hasOwn(checks, name))
if (unknown.length > 0)
  throw new Error(`no such check: ${unknown.join(', ')}; there are ${Object.keys(checks).join(', ')}`)

const failed: string[] = []
for (const [name, check] of Object.entries(checks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const startedAt = performance.now()
  const { count, unit, problems, notes = [] } = await check()
  const passed = problems.length === 0 && count > 0
  if (!passed) failed.push(name)
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
  const verdict = passed ? styleText('green', 'ok    ') : styleText('red', 'failed')
  process.stdout.write(`${verdict} ${name.padEnd(15)} ${count} ${unit}, ${seconds} s\n`)
  const lines = count === 0 ? [...problems, `looked at no ${unit}: that is not a pass`] : problems
  for (const line of [...lines, ...notes.map((note) => `note: ${note}`)]) process.stdout.write(`       ${line}\n`)
}
process.stdout.write(failed.length === 0 ? 'all checks passed\n' : `${failed.length} failed: ${failed.join(', ')}\n`)
if (failed.length > 0) process.exitCode = 1
