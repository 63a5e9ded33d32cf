import type { EndpointReason, RequestHeadProblem } from '@sallyport/http'
import type { SessionReason } from '@sallyport/identity'
import type { ErrorCode } from '@sallyport/kernel'
import type { RoutingProblem } from '@sallyport/routing'

/** Every reason for which a sign-in or a sign-out does not go on, besides those of other packages. `docs/errors.md` says what each means. */
export const authenticateReasonCodes = [
  'not-a-navigation',
  'unknown-prompt',
  'unknown-provider',
  'no-identity-provider',
  'not-begun-here',
  'begun-too-long-ago',
  'provider-gone',
  'provider-unavailable',
  'answer-not-accepted',
  'provider-code-spent',
  'access-denied-by-provider',
  'refused-by-provider',
  'claims-too-large',
  'issuer-changed',
  'records-unavailable',
  'stale-form',
  /** The certificate at the other end of the connection is good, and another service's. */
  'not-a-proxy',
] as const

export type AuthenticateReason = (typeof authenticateReasonCodes)[number]

/** What an answer of ours may give as its reason; the code of an error where nothing more exact is known. */
export type ReplyReason =
  | AuthenticateReason
  | EndpointReason
  | ErrorCode
  | Extract<RequestHeadProblem, 'method-not-allowed'>
  | Extract<RoutingProblem, 'unknown-host'>
  | Extract<SessionReason, 'no-session'>
