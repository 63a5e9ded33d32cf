import type { DefiniteDecision, Reason } from '@sallyport/decisions'
import { clientShape, type ErrorReport, errorReply, isAllowedOrigin } from '@sallyport/http'
import type { EdgeRequest, EdgeResponse } from '../edge-request.ts'
import { type ProxyReason, proxyReason } from '../proxy-reason.ts'
import type { AmbiguityReason, SessionReading } from './session-reader.ts'

/** What of a route decides who may read an answer of ours. */
export interface ReaderRules {
  readonly allowed_origins: readonly string[]
}

/** No script of another origin reads the answer. */
export const nobody: ReaderRules = { allowed_origins: [] }

/** How long a client should wait while it is not known whether it may pass. */
const retryAfterSeconds = 2

/** The policy says no: to whom, by which rule, and what to do about it. */
export function denied(
  request: EdgeRequest,
  route: ReaderRules,
  decision: Extract<DefiniteDecision, { readonly outcome: 'deny' }>,
): EdgeResponse {
  const [reason = proxyReason('access-denied')] = decision.reasons
  const user = decision.userEmail ?? decision.userId
  return reply(request, route, {
    status: 403,
    code: 'permission-denied',
    reason: reason.code,
    message: 'You are not allowed to use this application.',
    nextStep: 'If you should be, send the request id below to whoever runs the application.',
    ...(reason.rule !== '' && { rule: reason.rule }),
    ...(user !== undefined && { user, switchAccountUrl: `https://${request.authority}/.sallyport/sign_out` }),
  })
}

/** Neither yes nor no: something that has to be asked does not answer. Nobody loses a session by it. */
export function undecided(request: EdgeRequest, route: ReaderRules, reasons: readonly Reason[]): EdgeResponse {
  const [reason = proxyReason('authorization-unknown')] = reasons
  return reply(request, route, {
    status: 503,
    code: 'unavailable',
    reason: reason.code,
    message: 'Whether you may use this application cannot be found out at the moment.',
    nextStep: 'Try again in a few seconds. If you are signed in, you stay signed in.',
    retryAfterSeconds,
  })
}

/** More than one credential: which of them counts must never be a matter of luck. */
export function ambiguous(request: EdgeRequest, route: ReaderRules, reason: AmbiguityReason): EdgeResponse {
  return accessReply(request, route, {
    status: 400,
    code: 'invalid-argument',
    reason,
    message: 'This request carries more than one credential.',
    nextStep: 'Delete the cookies of this site and sign in again.',
  })
}

/** 401 for what cannot be sent to the sign-in pages. */
export function notSignedIn(request: EdgeRequest, route: ReaderRules, reading: SessionReading): EdgeResponse {
  const invalidCredential = reading.outcome === 'ended'
  return accessReply(request, route, {
    status: 401,
    code: 'unauthenticated',
    reason: invalidCredential ? reading.reason : 'no-session',
    message: 'You have to sign in to use this application.',
    signInUrl: `https://${request.authority}/.sallyport/sign_in`,
    invalidCredential,
  })
}

/** An answer in the shape that its client reads, readable for the scripts that the route allows. */
export function accessReply(
  request: EdgeRequest,
  route: ReaderRules,
  report: Report & { readonly reason: ProxyReason },
): EdgeResponse {
  return reply(request, route, report)
}

type Report = Omit<ErrorReport, 'requestId' | 'host' | 'corsOrigin'>

/** Also for reasons that authorize gives. */
function reply(request: EdgeRequest, { allowed_origins: allowedOrigins }: ReaderRules, report: Report): EdgeResponse {
  const { requestId, authority } = request
  const origin = request.header('origin')
  const cors = isAllowedOrigin(origin, { authority, allowedOrigins }) ? { corsOrigin: origin } : {}
  return errorReply({ ...report, ...cors, requestId, host: authority }, clientShape(request))
}
