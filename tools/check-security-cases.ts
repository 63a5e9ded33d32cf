import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckOutcome } from './check-outcome.ts'

const document = 'docs/security-cases.md'

/**
 * Checks docs/security-cases.md: every case has one row, `| SI-01 | input | tests |`, whose last cell names tests that exist
 * (`` `file`: name of the test or of its group ``) or says `not yet: ` and why; several with `<br>` between, so that a case that is handled
 * in part says which part. The tests of a contract count as tests.
 */
export async function checkSecurityCases(root: string, ids: readonly string[]): Promise<CheckOutcome> {
  const text = await readFile(join(root, document), 'utf8')
  const rows = [...text.matchAll(/^\| ([A-Z]{2}-\d{2}) \|(.*)\| ([^|]*) \|$/gm)]
  const named = rows.map(([, id = '']) => id)
  const problems = [
    ...ids.filter((id) => !named.includes(id)).map((id) => `${document}: ${id} has no row`),
    ...named.filter((id) => !ids.includes(id)).map((id) => `${document}: ${id} is not in the catalogue`),
    ...named.filter((id, at) => named.indexOf(id) !== at).map((id) => `${document}: ${id} has two rows`),
  ]
  for (const [, id = '', , evidence = ''] of rows) {
    for (const problem of await evidenceProblems(root, evidence)) problems.push(`${document}: ${id}: ${problem}`)
  }
  return { count: rows.length, unit: 'cases', problems }
}

async function evidenceProblems(root: string, evidence: string): Promise<readonly string[]> {
  const problems: string[] = []
  for (const entry of evidence.split('<br>')) {
    if (/^\s*not yet: \S/.test(entry)) continue
    const [, file = '', name = ''] = /^\s*`([^`]+\.test\.ts|[^`]+\/contract\/[^`]+\.ts)`: (\S.*?)\s*$/.exec(entry) ?? []
    if (name === '') problems.push('neither names a test (`file.test.ts`: name) nor says "not yet: " and why')
    else if (!(await hasTest(join(root, file), name))) problems.push(`${file} has no test "${name}"`)
  }
  return problems
}

/** Whether the name stands in the file as a string of its own. A pipe is escaped in the table, and a quote in the code. */
async function hasTest(file: string, name: string): Promise<boolean> {
  const source = await readFile(file, 'utf8').catch(() => '')
  const plain = name.replaceAll('\\|', '|')
  return [`'${plain.replaceAll("'", "\\'")}'`, `"${plain}"`, `\`${plain}\``].some((literal) => source.includes(literal))
}
