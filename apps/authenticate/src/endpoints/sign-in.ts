import type { DatabrokerClient } from '@sallyport/databroker-client'
import { isNavigation, pageReply } from '@sallyport/http'
import { isAppError, type Logger, type Now, withTimeout } from '@sallyport/kernel'
import type { IdentityProvider, IdentityProviders, SignInRequest } from '@sallyport/oidc'
import { newCodeVerifier, randomId } from '@sallyport/tokens'
import type { AuthenticateMetrics } from '../authenticate-metrics.ts'
import { keepBrowserCookie } from '../cookies/browser-cookie.ts'
import type { ProviderFlowCookies } from '../cookies/provider-flow-cookies.ts'
import type { SignOnCookie } from '../cookies/sign-on-cookie.ts'
import { userEndpoint } from '../endpoint-paths.ts'
import { chooseProviderPage } from '../pages/choose-provider-page.ts'
import { badRequestReply } from '../pages/error-replies.ts'
import { noProviderReply, notANavigationReply, providerUnavailableReply } from '../pages/sign-in-replies.ts'
import { type RouteFlow, readRouteFlow, signInPath } from '../route-flow.ts'
import type { RouteHosts } from '../route-hosts.ts'
import { handOver } from '../sessions/hand-over.ts'
import type { SignOn, SignOns } from '../sessions/sign-ons.ts'
import type { Handler } from '../web/endpoint.ts'
import { singleParameters } from '../web/parameters.ts'
import { redirectReply, type WebReply, withCookies } from '../web/web-reply.ts'
import type { WebRequest } from '../web/web-request.ts'

export interface SignInOptions {
  readonly records: Pick<DatabrokerClient, 'put'>
  readonly routeHosts: Pick<RouteHosts, 'has'>
  readonly signOns: Pick<SignOns, 'read'>
  readonly signOnCookie: Pick<SignOnCookie, 'clear'>
  readonly flowCookies: Pick<ProviderFlowCookies, 'begin'>
  /** In the order in which they are offered. */
  readonly providers: Pick<IdentityProviders, 'get' | 'all'>
  /** Our callback, as it is registered at every provider. */
  readonly redirectUri: string
  readonly metrics: Pick<AuthenticateMetrics, 'handedOver' | 'signIn'>
  readonly log: Logger
  readonly now: Now
}

/** What was asked for: where to go on, at which provider, and whether to ask the person anew. */
interface Wish {
  readonly route?: RouteFlow
  readonly provider?: string
  readonly prompt?: 'login'
}

type GoodSignOn = Extract<SignOn, { readonly outcome: 'good' }>

const discoveryLimitMs = 5_000

/** `GET /.sallyport/sign_in`: hands a browser that is signed in over to the route that asked, and sends any other to an identity provider. */
export class SignIn {
  readonly #options: SignInOptions

  constructor(options: SignInOptions) {
    this.#options = options
  }

  readonly handle: Handler = async (request, signal) => {
    const { providers, routeHosts, signOns, signOnCookie } = this.#options
    if (!isNavigation(request)) return notANavigationReply(request)
    const parameters = singleParameters(request.query)
    const wish = readWish(parameters)
    if (!wish) return badRequestReply(request, 'unknown-prompt', 'This kind of sign-in does not exist.')
    if (wish.provider !== undefined && !providers.get(wish.provider))
      return badRequestReply(request, 'unknown-provider', 'There is no such identity provider.')
    if (wish.route && !(await routeHosts.has(wish.route.host, signal)))
      return badRequestReply(request, 'unknown-host', 'No application is served at the address that asked for you.')
    const signOn = await signOns.read(request.cookies, signal)
    if (this.#isWished(signOn, wish)) return this.#goOn(request, signOn, wish, signal)
    const reply = await this.#askProvider(request, wish, signal)
    return signOn.outcome === 'not-good' ? withCookies(reply, [signOnCookie.clear()]) : reply
  }

  #isWished(signOn: SignOn, { provider, prompt }: Wish): signOn is GoodSignOn {
    if (signOn.outcome !== 'good' || prompt !== undefined) return false
    const signedInAt = signOn.session.provider
    return provider === undefined ? this.#options.providers.get(signedInAt) !== undefined : provider === signedInAt
  }

  async #goOn(request: WebRequest, { session, handle }: GoodSignOn, { route }: Wish, signal: AbortSignal) {
    if (!route) return redirectReply(request, userEndpoint)
    const { records, now, metrics, log } = this.#options
    const callback = await handOver(records, { handle, route, now }, signal)
    metrics.handedOver()
    const fields = { request_id: request.requestId, session_id: session.id, user_id: session.userId, host: route.host }
    log.info(fields, 'session handed over')
    return redirectReply(request, callback.href)
  }

  async #askProvider(request: WebRequest, wish: Wish, signal: AbortSignal): Promise<WebReply> {
    const { providers } = this.#options
    const [first, ...others] = wish.provider === undefined ? providers.all : [providers.get(wish.provider)]
    if (!first) return noProviderReply(request)
    if (others.length === 0) return this.#begin(request, first, wish, signal)
    const { requestId } = request
    const choices = providers.all.map(({ name }) => ({ name, url: signInPath({ ...wish, provider: name }) }))
    return pageReply(chooseProviderPage(choices), { requestId })
  }

  async #begin(request: WebRequest, provider: IdentityProvider, { route, prompt }: Wish, signal: AbortSignal) {
    const { flowCookies, redirectUri, metrics } = this.#options
    const flow = { state: randomId(), nonce: randomId(), codeVerifier: newCodeVerifier() }
    const asked = { redirectUri, ...flow, ...(prompt !== undefined && { prompt }) }
    const url = await authorizationUrl(provider, asked, signal)
    metrics.signIn(provider.name, url ? 'begun' : 'provider-unavailable')
    if (!url) return providerUnavailableReply(request, provider.name, route)
    const kept = { ...flow, provider: provider.name, ...(route && { route }) }
    const cookies = [...flowCookies.begin(kept, request.cookies), keepBrowserCookie(request.cookies)]
    return redirectReply(request, url.href, { cookies })
  }
}

function readWish(parameters: ReadonlyMap<string, string>): Wish | undefined {
  const route = readRouteFlow(parameters)
  const [provider, prompt] = [parameters.get('provider'), parameters.get('prompt')]
  if (prompt !== undefined && prompt !== 'login') return undefined
  return { ...(route && { route }), ...(provider !== undefined && { provider }), ...(prompt && { prompt }) }
}

/** `undefined` while the provider is not known, or does not answer soon. */
async function authorizationUrl(
  provider: IdentityProvider,
  asked: SignInRequest,
  signal: AbortSignal,
): Promise<URL | undefined> {
  using limited = withTimeout(discoveryLimitMs, signal)
  try {
    return await provider.beginSignIn(asked, limited)
  } catch (error) {
    if (!isAppError(error, 'unavailable', 'deadline-exceeded')) throw error
    return undefined
  }
}
