/** What a check found. A check that looked at nothing has not passed. */
export interface CheckOutcome {
  /** How much it looked at, and of what: 314 files. */
  readonly count: number
  readonly unit: string
  /** One line each, ready to be printed. */
  readonly problems: readonly string[]
  /** What is worth a look but fails nothing. */
  readonly notes?: readonly string[]
}
