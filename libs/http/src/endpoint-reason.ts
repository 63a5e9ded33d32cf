/** Reasons that every HTTP face of the product gives on paths of its own. `docs/errors.md` says what each means. */
export const endpointReasonCodes = [
  'unknown-path',
  /** A page of another site asks for what only our own may. */
  'other-site',
  /** The request was made by a page of another origin, and would have an effect. */
  'foreign-origin',
  'internal-error',
] as const

export type EndpointReason = (typeof endpointReasonCodes)[number]
