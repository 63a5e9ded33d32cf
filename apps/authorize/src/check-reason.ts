import type { Reason, UnknownDecision } from '@sallyport/decisions'
import type { SessionReason, SessionStanding } from '@sallyport/identity'

/** Every reason for giving no answer, besides a session of which nothing is known. `docs/errors.md` says what each means. */
export const checkReasonCodes = [
  /** The proxy has seen changes that have not arrived here. */
  'behind',
  /** No databroker has answered for longer than `max_staleness`. */
  'out-of-date',
  'policy-missing',
  'policy-invalid',
  'evaluation-failed',
  'no-signing-key',
] as const

type CheckReasonCode = (typeof checkReasonCodes)[number]

export function unknown(code: CheckReasonCode | Extract<SessionReason, 'session-unknown'>): UnknownDecision {
  return { outcome: 'unknown', reasons: [{ code, rule: '' }] }
}

/** Why the session that came with the request is as good as none. */
export function sessionReason(code: Extract<SessionStanding, { outcome: 'not-good' }>['reason']): Reason {
  return { code, rule: 'session' }
}
