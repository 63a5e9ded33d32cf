import { expect, test } from 'vitest'
import { countTests, formatSummary, summarise } from './test-report.ts'

const file = (status: string, ...tests: readonly string[]): object => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
})
const report = (...testResults: readonly object[]): string => JSON.stringify({ testResults })

test('tests are counted, and a file that could not be run is one failure', () => {
  expect(countTests(report(file('passed', 'passed', 'passed', 'skipped'), file('failed', 'failed', 'passed')))).toEqual(
    {
      passed: 3,
      failed: 1,
      skipped: 1,
    },
  )
  expect(countTests(report(file('failed')))).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('no report, or one without a test file, is a failure', () => {
  expect(countTests(undefined).failed).toBe(1)
  expect(countTests(report()).failed).toBe(1)
})

test('a skipped test fails where that is asked', () => {
  const counts = { passed: 3, failed: 0, skipped: 1 }
  expect(summarise(counts, { runFailed: false, skippedFails: false })).toEqual(counts)
  expect(summarise(counts, { runFailed: false, skippedFails: true })).toEqual({ ...counts, failed: 1 })
})

test('a run that fails outside its tests is a failure', () => {
  const counts = { passed: 3, failed: 0, skipped: 0 }
  expect(summarise(counts, { runFailed: true, skippedFails: false }).failed).toBe(1)
  expect(summarise({ ...counts, failed: 2 }, { runFailed: true, skippedFails: false }).failed).toBe(2)
})

test('the last line', () => {
  expect(formatSummary({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed')
  expect(formatSummary({ passed: 3, failed: 1, skipped: 1 })).toBe('3 passed, 1 failed (1 skipped)')
})
