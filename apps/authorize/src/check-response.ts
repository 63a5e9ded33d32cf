import type { CheckAnswer, DefiniteDecision } from '@sallyport/decisions'
import { CheckOutcome, type CheckResponseInput } from '@sallyport/proto'

/** The answer as it goes over the wire. */
export function checkResponse(answer: CheckAnswer): CheckResponseInput {
  switch (answer.outcome) {
    case 'stale':
      return { outcome: CheckOutcome.OUTCOME_STALE }
    case 'unknown':
      return { outcome: CheckOutcome.OUTCOME_UNKNOWN, reasons: [...answer.reasons] }
    case 'decided': {
      const { decision, basis } = answer
      return {
        outcome: outcomes[decision.outcome],
        reasons: [...decision.reasons],
        upstreamHeaders: decision.outcome === 'allow' ? [...decision.upstreamHeaders] : [],
        epoch: basis.epoch,
        decidedAt: basis.decidedAt.toString(),
        dependencies: basis.dependencies.map(({ type, id, version }) => ({ type, id, version: version.toString() })),
        vary: [...basis.vary],
        lifetimeMs: basis.lifetimeMs,
        userId: decision.userId ?? '',
        userEmail: decision.userEmail ?? '',
      }
    }
  }
}

const outcomes = {
  allow: CheckOutcome.OUTCOME_ALLOW,
  deny: CheckOutcome.OUTCOME_DENY,
  unauthenticated: CheckOutcome.OUTCOME_UNAUTHENTICATED,
} as const satisfies Record<DefiniteDecision['outcome'], CheckOutcome>
