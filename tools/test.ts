import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { countTests, summaryOf } from './test-report.ts'

/** Runs the tests, all or those that the arguments select, and ends with one line: how many passed and failed. */
const root = join(import.meta.dirname, '..')
const reportFile = join(root, '.cache/test-report.json')

await rm(reportFile, { force: true })
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
const report = await readFile(reportFile, 'utf8').catch(() => undefined)
const { line, passed } = summaryOf(countTests(report), { skippedFails: process.env['CI'] !== undefined })
process.stdout.write(`${line}\n`)
process.exitCode = passed ? (vitest.exitCode ?? 1) : 1
