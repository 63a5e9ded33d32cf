export interface TestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** The counts of vitest's JSON report. A file that could not be run at all is one failure; so is a report that is missing or empty. */
export function countTests(report: string | undefined): TestCounts {
  const { testResults = [] }: { testResults?: FileResult[] } = JSON.parse(report ?? '{}')
  if (testResults.length === 0) return { passed: 0, failed: 1, skipped: 0 }
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const { status, assertionResults } of testResults) {
    const failures = assertionResults.filter((test) => test.status === 'failed').length
    counts.failed += failures === 0 && status === 'failed' ? 1 : failures
    counts.passed += assertionResults.filter((test) => test.status === 'passed').length
    counts.skipped += assertionResults.filter((test) => test.status !== 'passed' && test.status !== 'failed').length
  }
  return counts
}

interface FileResult {
  readonly status: string
  readonly assertionResults: readonly { readonly status: string }[]
}

/** What the run comes to. One that failed although every test passed, such as by an error outside the tests, is one failure. */
export function summarise(
  { passed, failed, skipped }: TestCounts,
  { runFailed, skippedFails }: { readonly runFailed: boolean; readonly skippedFails: boolean },
): TestCounts {
  const failures = failed + (skippedFails ? skipped : 0)
  return { passed, failed: runFailed ? Math.max(failures, 1) : failures, skipped }
}

export function formatSummary({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? ` (${skipped} skipped)` : ''}`
}
