import type { Reason } from './reason.ts'

/** Whether something holds, does not, or cannot be told before somebody signs in; and why. */
export interface Verdict {
  readonly answer: 'holds' | 'fails' | 'needs-session'
  readonly reasons: readonly Reason[]
}

/** Holds if all do. Explained by all if it holds, else by those that stand in the way. */
export function allOf(verdicts: readonly Verdict[]): Verdict {
  const inTheWay = verdicts.filter(({ answer }) => answer !== 'holds')
  if (inTheWay.length === 0) return { answer: 'holds', reasons: reasonsOf(verdicts) }
  const fails = inTheWay.some(({ answer }) => answer === 'fails')
  return { answer: fails ? 'fails' : 'needs-session', reasons: reasonsOf(inTheWay) }
}

/** Holds if one does. Explained by those that hold, else by all. */
export function anyOf(verdicts: readonly Verdict[]): Verdict {
  const holding = verdicts.filter(({ answer }) => answer === 'holds')
  if (holding.length > 0) return { answer: 'holds', reasons: reasonsOf(holding) }
  const needsSession = verdicts.some(({ answer }) => answer === 'needs-session')
  return { answer: needsSession ? 'needs-session' : 'fails', reasons: reasonsOf(verdicts) }
}

function reasonsOf(verdicts: readonly Verdict[]): readonly Reason[] {
  return verdicts.flatMap(({ reasons }) => reasons)
}
