import type { Reason, UnknownDecision } from '@sallyport/decisions'
import type { SessionStanding } from '@sallyport/identity'

/**
 * Every reason that does not come from a policy: why there is no answer, and why a session counts as none.
 * `docs/errors.md` says what each means.
 */
export const checkReasonCodes = [
  /** The proxy has seen changes that have not arrived here. */
  'behind',
  /** No databroker has answered for longer than `max_staleness`. */
  'out-of-date',
  /** The session is newer than what has arrived here, and the databroker did not answer for it. */
  'session-unconfirmed',
  'policy-missing',
  'policy-invalid',
  'evaluation-failed',
  'no-signing-key',
  'session-gone',
  'session-expired',
  'user-gone',
  'signed-out',
] as const

type CheckReasonCode = (typeof checkReasonCodes)[number]
type SessionReasonCode = Extract<SessionStanding, { outcome: 'not-good' }>['reason']

export function unknown(code: Exclude<CheckReasonCode, SessionReasonCode>): UnknownDecision {
  return { outcome: 'unknown', reasons: [{ code, rule: '' }] }
}

/** Why the session that came with the request is as good as none. */
export function sessionReason(code: SessionReasonCode & CheckReasonCode): Reason {
  return { code, rule: 'session' }
}
