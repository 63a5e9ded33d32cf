import { isFromOwnSite, isNavigation, replyHeaders } from '@sallyport/http'
import { type Now, systemNow } from '@sallyport/kernel'
import type { Mirror } from '@sallyport/records'
import { accessReply, ambiguous, nobody, notSignedIn, undecided } from '../access/access-replies.ts'
import type { Freshness } from '../access/freshness.ts'
import type { SessionReader, SessionReading } from '../access/session-reader.ts'
import type { BuiltInEndpoints } from '../authorize-request.ts'
import type { EdgeRequest, EdgeResponse } from '../edge-request.ts'
import { proxyReason } from '../proxy-reason.ts'
import type { SignInChallenge } from './challenge.ts'
import { publishedKeys } from './published-keys.ts'
import { redirect } from './redirect.ts'
import type { SignInCallback } from './sign-in-callback.ts'

export interface RouteHostEndpointsOptions {
  /** The origin of the sign-in pages. */
  readonly authenticateUrl: string
  readonly sessions: Pick<SessionReader, 'read'>
  readonly challenge: SignInChallenge
  readonly callback: SignInCallback
  readonly mirror: Pick<Mirror, 'byType'>
  readonly freshness: Pick<Freshness, 'isTooStale'>
  readonly now?: Now
}

/** The product's own paths on the host of every route. */
export class RouteHostEndpoints implements BuiltInEndpoints {
  readonly #options: RouteHostEndpointsOptions

  constructor(options: RouteHostEndpointsOptions) {
    this.#options = options
  }

  async handle(request: EdgeRequest, signal: AbortSignal): Promise<EdgeResponse | undefined> {
    const { authenticateUrl, callback, mirror, now = systemNow } = this.#options
    switch (request.path) {
      case '/.sallyport/sign_in':
        return reads(request) ?? (await this.#signIn(request, signal))
      case '/.sallyport/callback':
        return reads(request, 'GET') ?? (await callback.handle(request, signal))
      // Ends nothing by itself and takes no address to go to: another site can make a browser ask for it.
      case '/.sallyport/sign_out':
        return redirect(request, 303, `${authenticateUrl}/.sallyport/sign_out`)
      case '/.sallyport/user':
        return reads(request) ?? (await this.#user(request, signal))
      case '/.well-known/sallyport':
        return reads(request) ?? json(request, endpoints(request))
      case '/.well-known/sallyport/jwks.json':
        return reads(request) ?? json(request, publishedKeys(mirror, now()), { 'cache-control': 'public, max-age=300' })
      default:
        return undefined
    }
  }

  async #signIn(request: EdgeRequest, signal: AbortSignal): Promise<EdgeResponse> {
    const reading = await this.#read(request, signal)
    switch (reading.outcome) {
      case 'refused':
        return ambiguous(request, nobody, reading.reason)
      case 'unknown':
        return undecided(request, nobody, [proxyReason(reading.reason)])
      case 'live':
        return redirect(request, 303, '/')
      case 'none':
      case 'ended':
        return this.#options.challenge.respond(request, nobody, reading, '/')
    }
  }

  /** What is too old says nothing of anybody: neither that they are signed in nor that they are not. */
  async #read(request: EdgeRequest, signal: AbortSignal): Promise<SessionReading> {
    const { sessions, freshness } = this.#options
    const reading = await sessions.read(request, () => signal)
    return freshness.isTooStale && reading.outcome !== 'refused'
      ? { outcome: 'unknown', reason: 'mirror-stale' }
      : reading
  }

  /** The page is authenticate's, which knows the person; here is only what a script needs to tell whether it is signed in. */
  async #user(request: EdgeRequest, signal: AbortSignal): Promise<EdgeResponse> {
    if (isNavigation(request)) return redirect(request, 303, `${this.#options.authenticateUrl}/.sallyport/user`)
    if (!isFromOwnSite(request)) return otherSite(request)
    const reading = await this.#read(request, signal)
    switch (reading.outcome) {
      case 'refused':
        return ambiguous(request, nobody, reading.reason)
      case 'unknown':
        return undecided(request, nobody, [proxyReason(reading.reason)])
      case 'none':
      case 'ended':
        return notSignedIn(request, nobody, reading)
      case 'live': {
        const { userId, issuedAt, expiresAt } = reading.view
        return json(request, { user_id: userId, signed_in_at: issuedAt, expires_at: expiresAt })
      }
    }
  }
}

function endpoints({ authority }: EdgeRequest): object {
  const origin = `https://${authority}`
  return {
    sign_in_endpoint: `${origin}/.sallyport/sign_in`,
    sign_out_endpoint: `${origin}/.sallyport/sign_out`,
    user_endpoint: `${origin}/.sallyport/user`,
    jwks_uri: `${origin}/.well-known/sallyport/jwks.json`,
  }
}

/** The answer to a method that does more than read; `undefined` for those that may go on. */
function reads(request: EdgeRequest, ...allowed: readonly string[]): EdgeResponse | undefined {
  const methods = allowed.length === 0 ? ['GET', 'HEAD'] : allowed
  if (methods.includes(request.method)) return undefined
  const message = 'This method cannot be used here.'
  const allow = methods.join(', ')
  return accessReply(request, nobody, {
    status: 405,
    code: 'invalid-argument',
    reason: 'method-not-allowed',
    message,
    allow,
  })
}

function otherSite(request: EdgeRequest): EdgeResponse {
  return accessReply(request, nobody, {
    status: 403,
    code: 'permission-denied',
    reason: 'other-site',
    message: 'Pages of other sites may not ask who is signed in.',
  })
}

function json({ requestId }: EdgeRequest, body: object, headers: Record<string, string> = {}): EdgeResponse {
  return {
    status: 200,
    headers: { ...replyHeaders(requestId), 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
}
