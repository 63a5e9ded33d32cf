/** Every reason why a request comes without a good session, or why that cannot be told. `docs/errors.md` says what each means. */
export const sessionReasonCodes = [
  'no-session',
  'cookie-not-ours',
  /** The cookie opens, and its secret is not that of the session it names. */
  'cookie-forged',
  'session-ended',
  'session-expired',
  'user-removed',
  'signed-out',
  /** The session may well be good: it is newer than what is known here, and whoever could tell does not answer. */
  'session-unknown',
] as const

export type SessionReason = (typeof sessionReasonCodes)[number]
