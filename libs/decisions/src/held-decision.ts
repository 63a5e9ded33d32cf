import type { Version } from '@sallyport/records'
import type { DefiniteDecision } from './decision.ts'
import type { Dependency } from './dependency.ts'

/** A decision that may be used now, with what ends it. */
export interface HeldDecision {
  readonly decision: DefiniteDecision
  readonly dependencies: readonly Dependency[]
  readonly decidedAt: Version
  /** On the monotonic clock. */
  readonly expiresAtMs: number
  /** From here on, ask anew in the background while this one still holds, so that an assertion never runs out on the way. */
  readonly renewAtMs: number
}
