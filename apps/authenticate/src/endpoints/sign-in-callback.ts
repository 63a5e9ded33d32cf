import type { DatabrokerClient } from '@sallyport/databroker-client'
import { isAppError, type Logger } from '@sallyport/kernel'
import type { IdentityProvider, IdentityProviders, Refusal, SignInResult } from '@sallyport/oidc'
import type { SessionHandle } from '@sallyport/tokens'
import type { AuthenticateMetrics } from '../authenticate-metrics.ts'
import { browserOf } from '../cookies/browser-cookie.ts'
import type { ProviderFlow, ProviderFlowCookies } from '../cookies/provider-flow-cookies.ts'
import type { SignOnCookie } from '../cookies/sign-on-cookie.ts'
import { callbackEndpoint } from '../endpoint-paths.ts'
import { methodNotAllowedReply } from '../pages/error-replies.ts'
import {
  otherIssuerReply,
  providerUnavailableReply,
  refusedReply,
  startAgainReply,
  tooManyClaimsReply,
} from '../pages/sign-in-replies.ts'
import { signInPath } from '../route-flow.ts'
import { discardSession } from '../sessions/discard-session.ts'
import type { SessionStarter } from '../sessions/start-session.ts'
import type { Handler } from '../web/endpoint.ts'
import { singleParameters } from '../web/parameters.ts'
import { redirectReply, type WebReply, withCookies } from '../web/web-reply.ts'
import type { WebRequest } from '../web/web-request.ts'

export interface SignInCallbackOptions {
  readonly records: Pick<DatabrokerClient, 'serverInfo' | 'delete'>
  readonly starter: Pick<SessionStarter, 'start'>
  readonly signOnCookie: SignOnCookie
  readonly flowCookies: Pick<ProviderFlowCookies, 'find' | 'clear'>
  readonly providers: Pick<IdentityProviders, 'get'>
  readonly redirectUri: string
  readonly metrics: Pick<AuthenticateMetrics, 'signIn' | 'callbackRefused'>
  readonly log: Logger
}

/** What the provider's answer comes to. */
type Completed =
  | SignInResult
  | Refusal
  | { readonly outcome: 'provider-unavailable' | 'answer-not-accepted' }
  | TooManyClaims
interface TooManyClaims {
  readonly outcome: 'claims-too-large'
  readonly message: string
}

interface Accepted {
  readonly provider: IdentityProvider
  readonly flow: ProviderFlow
  readonly result: SignInResult
  /** What the browser held before. */
  readonly older: SessionHandle | undefined
}

/** `GET /oauth2/callback`: turns a provider's answer into a session, for the browser that began the flow and for no other. */
export class SignInCallback {
  readonly #options: SignInCallbackOptions

  constructor(options: SignInCallbackOptions) {
    this.#options = options
  }

  readonly handle: Handler = async (request, signal) => {
    // A code can be spent once: not by something that only wants to look.
    if (request.method === 'HEAD') return methodNotAllowedReply(request, 'GET, POST')
    const { flowCookies, signOnCookie, providers, metrics, records } = this.#options
    const older = signOnCookie.open(request.cookies).handle
    const found = flowCookies.find(singleParameters(request.query).get('state') ?? '', request.cookies)
    if (found.outcome !== 'found') {
      metrics.callbackRefused(found.outcome)
      return startAgainReply(request, found.outcome)
    }
    const { flow } = found
    const provider = providers.get(flow.provider)
    if (!provider) return this.#end(flow, startAgainReply(request, 'provider-gone', flow.route))
    // Asked before the code is spent: while no session can be stored, a reload of this very page still works.
    await records.serverInfo(signal)
    const completed = await this.#complete(request, provider, flow, signal)
    switch (completed.outcome) {
      case 'signed-in':
        return this.#signIn(request, { provider, flow, result: completed, older }, signal)
      case 'provider-unavailable':
        metrics.signIn(provider.name, 'provider-unavailable')
        return providerUnavailableReply(request, provider.name, flow.route)
      case 'refused':
        metrics.signIn(provider.name, 'refused')
        return this.#end(flow, this.#refused(request, flow, completed))
      case 'answer-not-accepted':
        metrics.signIn(provider.name, 'answer-not-accepted')
        return this.#end(flow, startAgainReply(request, 'answer-not-accepted', flow.route))
      case 'claims-too-large':
        metrics.signIn(provider.name, 'claims-too-large')
        return this.#end(flow, tooManyClaimsReply(request, provider.name, completed.message))
    }
  }

  async #complete(
    { query, requestId }: WebRequest,
    provider: IdentityProvider,
    flow: ProviderFlow,
    signal: AbortSignal,
  ): Promise<Completed> {
    const { redirectUri, log } = this.#options
    const callbackUrl = new URL(`${redirectUri}?${query}`)
    try {
      return await provider.completeSignIn({ ...flow, callbackUrl, redirectUri }, signal)
    } catch (error) {
      if (!isAppError(error)) throw error
      const fields = { request_id: requestId, provider: provider.name, code: error.code, reason: error.message }
      log.warn(fields, 'sign-in not completed')
      if (error.code === 'unauthenticated') return { outcome: 'answer-not-accepted' }
      if (error.code === 'resource-exhausted') return { outcome: 'claims-too-large', message: error.message }
      return { outcome: 'provider-unavailable' }
    }
  }

  async #signIn(
    request: WebRequest,
    { provider, flow, result, older }: Accepted,
    signal: AbortSignal,
  ): Promise<WebReply> {
    const { starter, signOnCookie, metrics, log } = this.#options
    const { remarks } = result.person
    const started = await starter
      .start(result, provider, browserOf(request.cookies), signal)
      .catch((error: unknown) => {
        if (isAppError(error)) metrics.signIn(provider.name, 'records-unavailable')
        throw error
      })
    if (started.outcome === 'issuer-changed') {
      metrics.signIn(provider.name, 'issuer-changed')
      return this.#end(flow, otherIssuerReply(request, provider.name))
    }
    metrics.signIn(provider.name, 'signed-in')
    const { session, handle } = started
    const fields = { request_id: request.requestId, session_id: session.id, user_id: session.userId }
    log.info({ ...fields, provider: provider.name, ...(remarks.length > 0 && { remarks }) }, 'signed in')
    if (older) await this.#replace(older, request, signal)
    // From here on the session stands, and a reload or Back finds no code in the history.
    const reply = redirectReply(request, signInPath({ route: flow.route }), { status: 303 })
    return this.#end(flow, withCookies(reply, [signOnCookie.set(handle)]))
  }

  /**
   * The browser now has a new session, so nothing of the older one is left to whoever may know it. Nothing is revoked at the provider,
   * which may count the tokens of both as one grant (RFC 7009 section 2.1).
   */
  async #replace({ sessionId }: SessionHandle, { requestId }: WebRequest, signal: AbortSignal): Promise<void> {
    const { records, log } = this.#options
    try {
      await discardSession(records, sessionId, 'replaced', signal)
    } catch (error) {
      if (!isAppError(error)) throw error
      const fields = { request_id: requestId, session_id: sessionId, code: error.code }
      log.warn(fields, 'older session of the browser not deleted')
    }
  }

  /** A code that was spent already (RFC 6749 section 5.2) is a reload, not a refusal of the person. */
  #refused(request: WebRequest, flow: ProviderFlow, refusal: Refusal): WebReply {
    if (refusal.error === 'invalid_grant') return startAgainReply(request, 'provider-code-spent', flow.route)
    return refusedReply(request, flow.provider, refusal, flow.route)
  }

  #end({ state }: ProviderFlow, reply: WebReply): WebReply {
    return withCookies(reply, [this.#options.flowCookies.clear(state)])
  }
}

/**
 * `POST /oauth2/callback`: what a provider sends as a form (OAuth 2.0 Form Post Response Mode) comes from its site, without our cookies.
 * It goes on as a GET, which has them, and touches none.
 */
export const formPostCallback: Handler = async (request) => {
  const parameters = singleParameters(await request.readForm())
  const query = new URLSearchParams([...parameters]).toString()
  return redirectReply(request, `${callbackEndpoint}?${query}`, { status: 303 })
}
