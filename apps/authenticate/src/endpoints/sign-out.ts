import { pageReply, signedOutPage, signOutPage } from '@sallyport/http'
import { isAppError, type Logger, withTimeout } from '@sallyport/kernel'
import type { EndSessionRequest, IdentityProviders } from '@sallyport/oidc'
import { randomId } from '@sallyport/tokens'
import type { AuthenticateMetrics } from '../authenticate-metrics.ts'
import { browserOf } from '../cookies/browser-cookie.ts'
import type { FormToken } from '../cookies/form-token.ts'
import type { SignOnCookie } from '../cookies/sign-on-cookie.ts'
import { signedOutEndpoint, signOutEndpoint, userEndpoint } from '../endpoint-paths.ts'
import { reportReply } from '../pages/error-replies.ts'
import { signInPath } from '../route-flow.ts'
import type { SessionEnder } from '../sessions/end-session.ts'
import type { SignOns } from '../sessions/sign-ons.ts'
import type { Handler } from '../web/endpoint.ts'
import { singleParameters } from '../web/parameters.ts'
import { redirectReply, type WebReply } from '../web/web-reply.ts'
import type { WebRequest } from '../web/web-request.ts'

export interface SignOutOptions {
  readonly authenticateUrl: string
  readonly signOns: Pick<SignOns, 'read'>
  readonly signOnCookie: Pick<SignOnCookie, 'open' | 'clear'>
  readonly formToken: FormToken
  readonly ender: Pick<SessionEnder, 'endInBrowser'>
  readonly providers: Pick<IdentityProviders, 'get'>
  readonly metrics: Pick<AuthenticateMetrics, 'signedOut'>
  readonly log: Logger
}

const providerLimitMs = 2_000

/** `GET` asks, `POST` does. Where a request would like to be sent afterwards plays no part. */
export class SignOut {
  readonly #options: SignOutOptions

  constructor(options: SignOutOptions) {
    this.#options = options
  }

  readonly ask: Handler = async (request, signal) => {
    const { signOns, signOnCookie, formToken } = this.#options
    const signOn = await signOns.read(request.cookies, signal)
    if (signOn.outcome !== 'good')
      return redirectReply(request, signedOutEndpoint, {
        cookies: signOn.outcome === 'none' ? [] : [signOnCookie.clear()],
      })
    const { session } = signOn
    const page = signOutPage({
      action: signOutEndpoint,
      token: formToken.issue(session.id),
      user: session.email ?? session.name ?? session.userId,
      backUrl: userEndpoint,
    })
    // Browsers follow `form-action` through redirects, and the answer to the form may lead to the provider.
    const providerOrigin = (await this.#endSessionUrl(session.provider, {}, signal))?.origin
    const formActions = ["'self'", ...(providerOrigin === undefined ? [] : [providerOrigin])]
    return pageReply(page, { requestId: request.requestId, formActions })
  }

  readonly confirm: Handler = async (request, signal) => {
    const { authenticateUrl, signOnCookie, formToken, ender, metrics, log } = this.#options
    if (!isSameOrigin(request, authenticateUrl)) return notOurFormReply(request, 'foreign-origin')
    const token = singleParameters(await request.readForm()).get('token') ?? ''
    const { handle } = signOnCookie.open(request.cookies)
    const cookies = [signOnCookie.clear()]
    if (!handle) return redirectReply(request, signedOutEndpoint, { status: 303, cookies })
    if (!formToken.isFor(handle.sessionId, token)) return notOurFormReply(request, 'stale-form')
    const grant = await ender.endInBrowser(handle.sessionId, browserOf(request.cookies), 'signed out', signal)
    metrics.signedOut()
    log.info({ request_id: request.requestId, session_id: handle.sessionId }, 'signed out')
    const { provider, tokens } = grant ?? {}
    const hint = tokens?.idToken && { idTokenHint: tokens.idToken }
    const next = provider === undefined ? undefined : await this.#endSessionUrl(provider, { ...hint }, signal)
    return redirectReply(request, next?.href ?? signedOutEndpoint, { status: 303, cookies })
  }

  /** Where the provider's own session ends (OpenID Connect RP-Initiated Logout); `undefined` if it has no such page or is not known right now. */
  async #endSessionUrl(
    provider: string,
    hint: Pick<EndSessionRequest, 'idTokenHint'>,
    signal: AbortSignal,
  ): Promise<URL | undefined> {
    const { providers, authenticateUrl } = this.#options
    using limited = withTimeout(providerLimitMs, signal)
    const postLogoutRedirectUri = `${authenticateUrl}${signedOutEndpoint}`
    try {
      return await providers
        .get(provider)
        ?.endSessionUrl({ ...hint, postLogoutRedirectUri, state: randomId() }, limited)
    } catch (error) {
      if (!isAppError(error)) throw error
      return undefined
    }
  }
}

/** `GET /.sallyport/signed_out`. */
export const signedOut: Handler = (request) =>
  pageReply(signedOutPage({ signInUrl: signInPath() }), { requestId: request.requestId })

/** What the browser itself says of where the form was; one that says nothing is not believed. */
function isSameOrigin({ headers }: WebRequest, authenticateUrl: string): boolean {
  const site = headers['sec-fetch-site']
  return site === undefined ? headers['origin'] === authenticateUrl : site === 'same-origin'
}

function notOurFormReply(request: WebRequest, reason: 'foreign-origin' | 'stale-form'): WebReply {
  return reportReply(request, {
    status: 403,
    code: 'permission-denied',
    reason,
    message: 'You were not signed out, because the request did not come from a sign-out page that was opened just now.',
    nextStep: `Open ${signOutEndpoint} and confirm there.`,
  })
}
