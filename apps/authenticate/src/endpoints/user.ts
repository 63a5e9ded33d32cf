import { clientShape, isFromOwnSite, pageReply, whoAmIPage } from '@sallyport/http'
import type { SignOnCookie } from '../cookies/sign-on-cookie.ts'
import { signOutEndpoint } from '../endpoint-paths.ts'
import { reportReply } from '../pages/error-replies.ts'
import { signInPath } from '../route-flow.ts'
import type { SignOn, SignOns } from '../sessions/sign-ons.ts'
import type { Handler } from '../web/endpoint.ts'
import { jsonReply, type WebReply, withCookies } from '../web/web-reply.ts'
import type { WebRequest } from '../web/web-request.ts'

/** `GET /.sallyport/user`: who one is here, as a page or as JSON. Never a token or a handle, and nothing for scripts of other sites. */
export function userPage(signOns: Pick<SignOns, 'read'>, signOnCookie: Pick<SignOnCookie, 'clear'>): Handler {
  return async (request, signal) => {
    if (!isFromOwnSite(request)) return otherSiteReply(request)
    const signOn = await signOns.read(request.cookies, signal)
    if (signOn.outcome === 'good') return whoAmIReply(request, signOn)
    const reply = signedOutReply(request)
    return signOn.outcome === 'not-good' ? withCookies(reply, [signOnCookie.clear()]) : reply
  }
}

function whoAmIReply(request: WebRequest, { session, user }: Extract<SignOn, { readonly outcome: 'good' }>): WebReply {
  const { email, name, emailVerified, groups, provider, issuedAt, expiresAt } = session
  if (clientShape(request) !== 'browser') {
    return jsonReply(request, {
      user_id: user.id,
      provider,
      email,
      email_verified: emailVerified,
      name,
      groups,
      signed_in_at: issuedAt.toISOString(),
      expires_at: expiresAt.toISOString(),
    })
  }
  const page = whoAmIPage({
    userId: user.id,
    provider,
    ...(email !== undefined && { email }),
    emailVerified,
    ...(name !== undefined && { name }),
    groups,
    signedInAt: issuedAt,
    expiresAt,
    signOutUrl: signOutEndpoint,
    switchAccountUrl: signInPath({ prompt: 'login' }),
  })
  return pageReply(page, { requestId: request.requestId })
}

function signedOutReply(request: WebRequest): WebReply {
  return reportReply(request, {
    status: 401,
    code: 'unauthenticated',
    reason: 'no-session',
    message: 'You are not signed in in this browser.',
    signInUrl: signInPath(),
  })
}

function otherSiteReply(request: WebRequest): WebReply {
  return reportReply(request, {
    status: 403,
    code: 'permission-denied',
    reason: 'other-site',
    message: 'Pages of other sites may not ask who is signed in.',
  })
}
