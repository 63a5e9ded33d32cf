import type { CheckAnswer, DefiniteDecision, Reason } from '@sallyport/decisions'
import type { CheckResponse } from '@sallyport/proto'
import { proxyReason } from '../proxy-reason.ts'

/** What authorize answered, in the terms of the decision cache. */
export function checkAnswer(response: CheckResponse): CheckAnswer {
  const reasons = response.reasons.map(({ code, rule }) => ({ code, rule }))
  switch (response.outcome) {
    case 'OUTCOME_STALE':
      return { outcome: 'stale' }
    case 'OUTCOME_UNKNOWN':
      return { outcome: 'unknown', reasons }
    case 'OUTCOME_UNSPECIFIED':
      return { outcome: 'unknown', reasons: [proxyReason('authorize-unavailable')] }
    case 'OUTCOME_ALLOW': {
      const upstreamHeaders = response.upstreamHeaders.map(({ name, value }) => ({ name, value }))
      return decided(response, { outcome: 'allow', upstreamHeaders, ...about(response, reasons) })
    }
    case 'OUTCOME_DENY':
      return decided(response, { outcome: 'deny', ...about(response, reasons) })
    case 'OUTCOME_UNAUTHENTICATED':
      return decided(response, { outcome: 'unauthenticated', ...about(response, reasons) })
  }
}

function about({ userId, userEmail }: CheckResponse, reasons: readonly Reason[]) {
  return { reasons, ...(userId !== '' && { userId }), ...(userEmail !== '' && { userEmail }) }
}

function decided(response: CheckResponse, decision: DefiniteDecision): CheckAnswer {
  const { epoch, decidedAt, dependencies, vary, lifetimeMs } = response
  const basis = {
    epoch,
    decidedAt: BigInt(decidedAt),
    dependencies: dependencies.map(({ type, id, version }) => ({ type, id, version: BigInt(version) })),
    vary: vary.map(({ attribute, value }) => ({ attribute, value })),
    lifetimeMs,
  }
  return { outcome: 'decided', decision, basis }
}
