/**
 * Every reason a policy can give. `docs/errors.md` says what each means.
 * A criterion gives one code where it is met and one where it is not; `rule` tells which criterion that was.
 */
export const reasonCodes = [
  'accept',
  'reject',
  'user-ok',
  'user-unauthenticated',
  'user-unauthorized',
  'email-ok',
  'email-unauthorized',
  'domain-ok',
  'domain-unauthorized',
  'groups-ok',
  'groups-unauthorized',
  'claim-ok',
  'claim-unauthorized',
  'http-method-ok',
  'http-method-unauthorized',
  'http-path-ok',
  'http-path-unauthorized',
  'source-ip-ok',
  'source-ip-unauthorized',
  'cors-request',
  'non-cors-request',
  'client-certificate-ok',
  'client-certificate-unauthorized',
  /** What the criterion reads is missing, and that alone turned the answer against the request. */
  'attribute-missing',
  /** The policy has no rule that could allow anything. */
  'no-allow-rule',
] as const

export type ReasonCode = (typeof reasonCodes)[number]

export interface Reason {
  readonly code: ReasonCode
  /** Where in the document, such as `allow[0].and[1] email`. */
  readonly rule: string
}
