import { clientShape, pageReply, startAgainPage } from '@sallyport/http'
import type { Refusal } from '@sallyport/oidc'
import type { AuthenticateReason } from '../reason.ts'
import { type RouteFlow, signInPath } from '../route-flow.ts'
import type { WebReply } from '../web/web-reply.ts'
import type { WebRequest } from '../web/web-request.ts'
import { badRequestReply, reportReply, retryAfterSeconds } from './error-replies.ts'

/** For a sign-in that cannot be finished: its state is gone, too old, or another browser's. */
export function startAgainReply(request: WebRequest, reason: AuthenticateReason, route?: RouteFlow): WebReply {
  if (clientShape(request) !== 'browser')
    return badRequestReply(request, reason, 'This sign-in can no longer be finished: start again.')
  const { requestId } = request
  return pageReply(startAgainPage({ startUrl: signInPath({ route }), reason, requestId }), { requestId, status: 400 })
}

/** The provider cannot be asked: that says nothing about the person. */
export function providerUnavailableReply(request: WebRequest, provider: string, route?: RouteFlow): WebReply {
  return reportReply(request, {
    status: 503,
    code: 'unavailable',
    reason: 'provider-unavailable',
    message: `The identity provider “${provider}” does not answer, so nobody can sign in there right now.`,
    nextStep: 'Try again in a minute. Whoever is signed in already stays so.',
    signInUrl: signInPath({ route }),
    retryAfterSeconds,
  })
}

/** The provider's own no (RFC 6749 section 4.1.2.1). */
export function refusedReply(request: WebRequest, provider: string, refusal: Refusal, route?: RouteFlow): WebReply {
  const said = refusal.description ?? refusal.error
  const denied = refusal.error === 'access_denied'
  return reportReply(request, {
    status: 403,
    code: 'permission-denied',
    reason: denied ? 'access-denied-by-provider' : 'refused-by-provider',
    message: `The identity provider “${provider}” did not sign you in. It says: ${said}`,
    nextStep: 'Try again, or use another account.',
    signInUrl: signInPath({ route }),
    switchAccountUrl: signInPath({ route, prompt: 'login' }),
  })
}

/** A user id is a provider's name and a subject: if the name now means another issuer, the subject may be somebody else. */
export function otherIssuerReply(request: WebRequest, provider: string): WebReply {
  return reportReply(request, {
    status: 403,
    code: 'failed-precondition',
    reason: 'issuer-changed',
    message: `Your account was made while “${provider}” was another identity provider, so it cannot be used with this one.`,
    nextStep: 'Ask whoever runs this service to give the new identity provider a name of its own.',
  })
}

/** What the provider says of the person is more than can be stored whole, and in part it would mislead policies. */
export function tooManyClaimsReply(request: WebRequest, provider: string, message: string): WebReply {
  return reportReply(request, {
    status: 403,
    code: 'resource-exhausted',
    reason: 'claims-too-large',
    message: `What “${provider}” says of you cannot be stored: ${message}.`,
    nextStep: 'Ask whoever runs the identity provider to send fewer groups or claims to this application.',
  })
}

/** Nothing but a page that a person opens begins a sign-in: not a script, not a frame, not a prefetch. */
export function notANavigationReply(request: WebRequest): WebReply {
  return reportReply(request, {
    status: 401,
    code: 'unauthenticated',
    reason: 'not-a-navigation',
    message: 'Signing in takes a browser that opens this page.',
  })
}

export function noProviderReply(request: WebRequest): WebReply {
  return reportReply(request, {
    status: 503,
    code: 'failed-precondition',
    reason: 'no-identity-provider',
    message: 'No identity provider is configured, so nobody can sign in.',
    nextStep: 'Name one under identity_providers in the configuration.',
  })
}
