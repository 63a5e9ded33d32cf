import { expect, test } from 'vitest'
import { countTests, summaryOf } from './test-report.ts'

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
  expect(summaryOf(counts, { skippedFails: false })).toEqual({ line: '3 passed, 0 failed (1 skipped)', passed: true })
  expect(summaryOf(counts, { skippedFails: true })).toMatchObject({ passed: false })
  expect(summaryOf({ ...counts, skipped: 0 }, { skippedFails: true })).toEqual({
    line: '3 passed, 0 failed',
    passed: true,
  })
})
