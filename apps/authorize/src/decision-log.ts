import type { CheckAnswer, Reason } from '@sallyport/decisions'
import type { Logger } from '@sallyport/kernel'
import { printable } from './printable.ts'
import type { Question } from './question.ts'

/** What was decided, however it was decided: every answer is `outcome` and `reasons`. */
export function outcomeOf(answer: CheckAnswer): { readonly outcome: string; readonly reasons: readonly Reason[] } {
  switch (answer.outcome) {
    case 'decided':
      return answer.decision
    case 'unknown':
      return answer
    case 'stale':
      return { outcome: 'stale', reasons: [] }
  }
}

/** One line per decision, none left out, with the same fields for every outcome; what is not known is `null`. Never a credential. */
export function logDecision(
  log: Logger,
  question: Question,
  answer: CheckAnswer,
  { routeFrom, durationMs }: { readonly routeFrom: string | undefined; readonly durationMs: number },
): void {
  const { method, host, path, sourceIp } = question.attributes
  const { outcome, reasons } = outcomeOf(answer)
  const decided = answer.outcome === 'decided' ? answer : undefined
  log.info(
    {
      request_id: textOrNull(question.requestId, 128),
      route_id: textOrNull(question.routeId, 128),
      route_from: textOrNull(routeFrom, 300),
      method: textOrNull(method, 32),
      host: textOrNull(host, 300),
      path: textOrNull(path, 1_024),
      source_ip: textOrNull(sourceIp, 64),
      user_agent: textOrNull(question.userAgent, 256),
      session_id: textOrNull(question.sessionId, 64),
      user_id: textOrNull(decided?.decision.userId, 320),
      email: textOrNull(decided?.decision.userEmail, 320),
      outcome,
      reasons: reasons.map(({ code, rule }) => ({ code, rule: printable(rule, 256) })),
      decided_at: decided?.basis.decidedAt.toString() ?? null,
      dependencies: decided?.basis.dependencies.length ?? null,
      duration_ms: Math.round(durationMs * 1_000) / 1_000,
    },
    'authorize check',
  )
}

function textOrNull(text: string | undefined, maxLength: number): string | null {
  return text === undefined || text === '' ? null : printable(text, maxLength)
}
