import type { Finding } from './finding.ts'
import type { PolicyInput } from './policy-input.ts'
import type { Problems } from './problems.ts'
import type { ReasonCode } from './reason.ts'

/** One kind of criterion. */
export interface Criterion {
  /** The reason given where it is met, and where it is not. */
  readonly reasons: { readonly met: ReasonCode; readonly unmet: ReasonCode }
  /** Reports what is wrong with `data`, or gives the test. `subpath` is what follows the name, as in `claim/department`. */
  readonly parse: (data: unknown, problems: Problems, subpath: string) => CriterionTest | undefined
  /** Whether the name must be followed by `/` and a path; others must not be. */
  readonly takesSubpath?: true
}

/** Reads only the attributes that the criterion is about, and never throws, however odd they are. */
export type CriterionTest = (input: PolicyInput) => Finding
