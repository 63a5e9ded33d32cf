import type { CompiledPolicy } from './compile-policy.ts'
import type { PolicyInput } from './policy-input.ts'
import type { Reason } from './reason.ts'
import type { Verdict } from './verdict.ts'

export interface PolicyResult {
  readonly outcome: 'allow' | 'deny' | 'unauthenticated'
  /** What made the outcome: of a denial the rules that deny, or else every rule that failed to allow. Never empty. */
  readonly reasons: readonly Reason[]
  readonly allow: Verdict
  readonly deny: Verdict
}

/**
 * Decides one request: allowed if some rule allows and none denies.
 *
 * `unauthenticated` is the answer only where signing in could end in `allow`: no rule denies or fails to allow
 * whoever asks, and at least one waits to know who does. A denial that needs no session stays a denial.
 *
 * Every criterion is evaluated, whatever the others say. So the reasons are complete, they do not depend on the order of the
 * document, and the attributes read are the same for every request under a policy (but for `cors_preflight`), which is what
 * a cache of decisions varies by.
 *
 * Throws only if `input` does; the caller then knows no answer.
 */
export function evaluatePolicy(policy: CompiledPolicy, input: PolicyInput): PolicyResult {
  const allow = policy.allow(input)
  const deny = policy.deny(input)
  if (deny.answer === 'holds') return { outcome: 'deny', reasons: deny.reasons, allow, deny }
  if (allow.answer === 'fails') return { outcome: 'deny', reasons: allow.reasons, allow, deny }
  if (allow.answer === 'holds' && deny.answer === 'fails')
    return { outcome: 'allow', reasons: allow.reasons, allow, deny }
  const waiting = [allow, deny].filter(({ answer }) => answer === 'needs-session')
  const reasons = waiting.flatMap((verdict) => verdict.reasons).filter(({ code }) => code === 'user-unauthenticated')
  return { outcome: 'unauthenticated', reasons, allow, deny }
}
