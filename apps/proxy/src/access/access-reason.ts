/** Every reason of the proxy's own for which a request is not let through, besides those of its session. `docs/errors.md` says what each means. */
export const accessReasonCodes = [
  'two-session-cookies',
  'two-credentials',
  'credential-unknown',
  'cookie-keys-unknown',
  'mirror-stale',
  'state-changing',
  'authorize-unavailable',
  /** Whether somebody may pass has not been known for too long, or nobody said why it is not. */
  'authorization-unknown',
  /** The policy says no, and not why. */
  'access-denied',
] as const

export type AccessReason = (typeof accessReasonCodes)[number]
