// Original file: proto/sallyport/authorize/v1/authorize.proto

export const Outcome = {
  OUTCOME_UNSPECIFIED: 'OUTCOME_UNSPECIFIED',
  OUTCOME_ALLOW: 'OUTCOME_ALLOW',
  OUTCOME_DENY: 'OUTCOME_DENY',
  OUTCOME_UNAUTHENTICATED: 'OUTCOME_UNAUTHENTICATED',
  /**
   * A dependency is broken or behind: neither yes nor no.
   */
  OUTCOME_UNKNOWN: 'OUTCOME_UNKNOWN',
  /**
   * The route's version differs from the one asked for: ask again.
   */
  OUTCOME_STALE: 'OUTCOME_STALE',
} as const;

export type OutcomeInput =
  | 'OUTCOME_UNSPECIFIED'
  | 0
  | 'OUTCOME_ALLOW'
  | 1
  | 'OUTCOME_DENY'
  | 2
  | 'OUTCOME_UNAUTHENTICATED'
  | 3
  /**
   * A dependency is broken or behind: neither yes nor no.
   */
  | 'OUTCOME_UNKNOWN'
  | 4
  /**
   * The route's version differs from the one asked for: ask again.
   */
  | 'OUTCOME_STALE'
  | 5

export type Outcome = typeof Outcome[keyof typeof Outcome]
