export interface TestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** The counts of vitest's JSON report. A file that could not be run at all counts as one failure; so does a report that is not there. */
export function countTests(report: string | undefined): TestCounts {
  const none = { passed: 0, failed: 1, skipped: 0 }
  if (report === undefined) return none
  const { testResults = [] }: { testResults?: FileResult[] } = JSON.parse(report)
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const { status, assertionResults } of testResults) {
    const failures = assertionResults.filter((test) => test.status === 'failed').length
    counts.failed += failures === 0 && status === 'failed' ? 1 : failures
    counts.passed += assertionResults.filter((test) => test.status === 'passed').length
    counts.skipped += assertionResults.filter((test) => test.status !== 'passed' && test.status !== 'failed').length
  }
  return testResults.length === 0 ? none : counts
}

interface FileResult {
  readonly status: string
  readonly assertionResults: readonly { readonly status: string }[]
}

/** The last line of a run. Where `skippedFails`, a test that was skipped has not passed and counts as failed. */
export function summaryOf(
  { passed, failed, skipped }: TestCounts,
  { skippedFails }: { readonly skippedFails: boolean },
): { readonly line: string; readonly passed: boolean } {
  const failures = failed + (skippedFails ? skipped : 0)
  const note = skipped > 0 ? ` (${skipped} skipped${skippedFails ? ', which counts as failed here' : ''})` : ''
  return { line: `${passed} passed, ${failures} failed${note}`, passed: failures === 0 }
}
