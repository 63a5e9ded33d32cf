import type { Finding } from './finding.ts'
import type { Policy, PolicyCriterion, RuleBlock, Side } from './policy.ts'
import type { PolicyInput } from './policy-input.ts'
import type { Reason } from './reason.ts'
import { allOf, anyOf, type Verdict } from './verdict.ts'

/** A policy as closures, one for each side. Immutable: compile once, evaluate for every request. */
export interface CompiledPolicy {
  readonly id: string
  readonly allow: (input: PolicyInput) => Verdict
  readonly deny: (input: PolicyInput) => Verdict
}

export function compilePolicy(policy: Policy, id: string): CompiledPolicy {
  return {
    id,
    allow: policy.allow.length === 0 ? () => nothingAllows : compileSide(policy.allow, 'allow'),
    deny: compileSide(policy.deny, 'deny'),
  }
}

type Compiled = (input: PolicyInput) => Verdict

const nothingAllows: Verdict = { answer: 'fails', reasons: [{ code: 'no-allow-rule', rule: 'allow' }] }

function compileSide(blocks: readonly RuleBlock[], side: Side): Compiled {
  const compiled = blocks.map((block) => compileBlock(block, side))
  return (input) => anyOf(compiled.map((evaluate) => evaluate(input)))
}

function compileBlock({ operator, criteria }: RuleBlock, side: Side): Compiled {
  const isNegated = operator === 'not' || operator === 'nor'
  const combine = operator === 'and' || operator === 'not' ? allOf : anyOf
  const compiled = criteria.map((criterion) => compileCriterion(criterion, side, isNegated))
  return (input) => combine(compiled.map((evaluate) => evaluate(input)))
}

function compileCriterion({ rule, reasons, test }: PolicyCriterion, side: Side, isNegated: boolean): Compiled {
  const met: readonly Reason[] = [{ code: reasons.met, rule }]
  const unmet: readonly Reason[] = [{ code: reasons.unmet, rule }]
  const missing: readonly Reason[] = [{ code: 'attribute-missing', rule }]
  const unauthenticated: readonly Reason[] = [{ code: 'user-unauthenticated', rule }]
  return (input) => {
    const finding = test(input)
    if (finding.basis === 'no-session') return { answer: 'needs-session', reasons: unauthenticated }
    const plain = finding.met !== isNegated
    const holds = settle(plain, finding.basis, side)
    const answer = holds ? 'holds' : 'fails'
    if (holds !== plain) return { answer, reasons: missing }
    return { answer, reasons: finding.met ? met : unmet }
  }
}

/**
 * What is missing never helps the request. In `allow`, nothing holds by it, whether asked for or negated.
 * In `deny`, an absent attribute counts as empty, and one that is unknown denies.
 */
function settle(plain: boolean, basis: Exclude<Finding['basis'], 'no-session'>, side: Side): boolean {
  switch (basis) {
    case 'value':
      return plain
    case 'absent':
      return side === 'deny' && plain
    case 'unknown':
      return side === 'deny'
  }
}
