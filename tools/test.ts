import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { countTests, formatSummary, summarise } from './test-report.ts'

/**
 * Runs the tests, all or those that the arguments select. The last line says how many passed and failed; .cache/test-summary.json says it
 * to programs. With CI set, a skipped test has not passed and counts as failed.
 */
const root = join(import.meta.dirname, '..')
const reportFile = join(root, '.cache/test-report.json')
const summaryFile = join(root, '.cache/test-summary.json')

await mkdir(join(root, '.cache'), { recursive: true })
await Promise.all([rm(reportFile, { force: true }), rm(summaryFile, { force: true })])
const vitest = spawn(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
)
await once(vitest, 'close')
const counts = countTests(await readFile(reportFile, 'utf8').catch(() => undefined))
const summary = summarise(counts, {
  runFailed: vitest.exitCode !== 0,
  skippedFails: process.env['CI'] !== undefined,
})
await writeFile(summaryFile, JSON.stringify(summary))
process.stdout.write(`${formatSummary(summary)}\n`)
if (summary.failed > 0) process.exitCode = 1
