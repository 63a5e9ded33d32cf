import type { CriterionTest } from './criterion.ts'
import type { ReasonCode } from './reason.ts'

/** A document that `parsePolicy` found no fault with. */
export interface Policy {
  readonly allow: readonly RuleBlock[]
  readonly deny: readonly RuleBlock[]
}

/**
 * Criteria under one operator. `and`: all hold. `or`: one holds. `not`: none holds. `nor`: one does not hold.
 * The blocks of a side are alternatives: one that holds is enough.
 */
export interface RuleBlock {
  readonly operator: Operator
  readonly criteria: readonly PolicyCriterion[]
}

export interface PolicyCriterion {
  /** Where in the document, such as `allow[0].and[1] email`. */
  readonly rule: string
  readonly reasons: { readonly met: ReasonCode; readonly unmet: ReasonCode }
  readonly test: CriterionTest
}

export const operators = ['and', 'or', 'not', 'nor'] as const
export type Operator = (typeof operators)[number]

export const sides = ['allow', 'deny'] as const
export type Side = (typeof sides)[number]
