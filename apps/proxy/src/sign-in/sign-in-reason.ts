/** Every reason for which a sign-in ends at the proxy. `docs/errors.md` says what each means. */
export const signInReasonCodes = ['callback-malformed', 'flow-unknown', 'sign-in-loop', 'sign-in-unavailable'] as const

export type SignInReason = (typeof signInReasonCodes)[number]
