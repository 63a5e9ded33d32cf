import {
  type Cookie,
  cookieValues,
  deleteCookie,
  isNavigation,
  pageReply,
  parseCookies,
  serializeCookie,
  startAgainPage,
} from '@sallyport/http'
import { AppError, isAppError, type Now, Secret, systemNow } from '@sallyport/kernel'
import { ourCookiePrefix, type RouteTable } from '@sallyport/routing'
import {
  flowCookieName,
  isOneTimeCode,
  isRandomId,
  openFlowCookie,
  type SignInFlow,
  sealSessionCookie,
  sessionCookieName,
} from '@sallyport/tokens'
import { ambiguous, nobody, notSignedIn, undecided } from '../access/access-replies.ts'
import type { CookieKeys } from '../access/cookie-keys.ts'
import type { SessionReader } from '../access/session-reader.ts'
import type { EdgeRequest, EdgeResponse } from '../edge-request.ts'
import { proxyReason } from '../proxy-reason.ts'
import type { CodeRedeemer } from './redeem-code.ts'
import { redirect } from './redirect.ts'
import type { RestartLimit } from './restart-limit.ts'
import type { SignInReason } from './sign-in-reason.ts'
import { loopReply, type SignInStarter } from './start-sign-in.ts'

export interface SignInCallbackOptions {
  readonly keys: Pick<CookieKeys, 'ring' | 'refresh'>
  readonly routes: { readonly table: RouteTable }
  readonly redeemer: Pick<CodeRedeemer, 'redeem'>
  readonly sessions: Pick<SessionReader, 'read'>
  readonly starter: SignInStarter
  readonly restarts: RestartLimit
  readonly onSignIn?: (outcome: SignInOutcome) => void
  readonly now?: Now
}

/** What became of a callback; the closed set of the metrics' label. */
export type SignInOutcome = 'signed-in' | 'restarted' | 'given-up' | 'unknown'

/** Where authenticate hands a browser over: only the browser that began the flow gets the session, and only once. */
export class SignInCallback {
  readonly #options: SignInCallbackOptions
  readonly #now: Now

  constructor(options: SignInCallbackOptions) {
    this.#options = options
    this.#now = options.now ?? systemNow
  }

  async handle(request: EdgeRequest, signal: AbortSignal): Promise<EdgeResponse> {
    const cookies = parseCookies(request.header('cookie') ?? '')
    const parameters = readParameters(request.query)
    if (parameters === undefined) return this.#giveUp(request, 'callback-malformed')
    try {
      const flow = await this.#flowOf(request, cookies, parameters.flow)
      if (flow === undefined) return await this.#withoutFlow(request, cookies, signal)
      return await this.#redeem(request, { cookies, flow, code: parameters.code }, signal)
    } catch (error) {
      if (!isAppError(error, 'unavailable')) throw error
      return this.#unknown(request)
    }
  }

  /** The flow that this browser began and this callback belongs to. Throws `unavailable` while a key that may open it cannot be fetched. */
  async #flowOf({ authority }: EdgeRequest, cookies: readonly Cookie[], flow: string): Promise<SignInFlow | undefined> {
    const name = flowCookieName(flow)
    const values = cookieValues(cookies, name)
    const [value] = values
    if (value === undefined || values.length > 1) return undefined
    const { keys } = this.#options
    const open = () => openFlowCookie(keys.ring, authority, { name, value, now: this.#now() })
    let opened = open()
    if (opened.outcome === 'unknown-key') {
      if (!(await keys.refresh())) throw new AppError('unavailable', 'the key of a flow cookie is not here')
      opened = open()
    }
    return opened.outcome === 'opened' && opened.value.flow === flow ? opened.value : undefined
  }

  async #redeem(
    request: EdgeRequest,
    { cookies, flow, code }: { cookies: readonly Cookie[]; flow: SignInFlow; code: Secret<string> },
    signal: AbortSignal,
  ): Promise<EdgeResponse> {
    const { keys, redeemer, starter, onSignIn } = this.#options
    const { authority, requestId } = request
    const redemption = { code, host: authority, flow: flow.flow, verifier: flow.verifier }
    const redeemed = await redeemer.redeem(redemption, { requestId, signal })
    switch (redeemed.outcome) {
      case 'redeemed': {
        onSignIn?.('signed-in')
        const value = sealSessionCookie(keys.ring, authority, redeemed.handle)
        return redirect(request, 303, this.#existing(authority, flow.returnPath), [
          serializeCookie({ name: sessionCookieName, value }),
          deleteCookie({ name: flowCookieName(flow.flow) }),
          starter.finishedTrail(request, cookies),
        ])
      }
      case 'not-redeemed':
        return this.#withoutFlow(request, cookies, signal, flow)
      case 'unknown':
        return this.#unknown(request)
    }
  }

  /**
   * Nothing to redeem: Back and reload after a sign-in, a flow that took too long, or a link that another browser's flow made. Whoever
   * is signed in goes on; else it begins again, once.
   */
  async #withoutFlow(
    request: EdgeRequest,
    cookies: readonly Cookie[],
    signal: AbortSignal,
    used?: SignInFlow,
  ): Promise<EdgeResponse> {
    const { sessions, starter, restarts, onSignIn } = this.#options
    const returnPath = this.#existing(request.authority, used?.returnPath ?? '/')
    const cleared = used === undefined ? [] : [deleteCookie({ name: flowCookieName(used.flow) })]
    const reading = await sessions.read(request, () => signal)
    if (reading.outcome === 'live') return redirect(request, 303, returnPath, cleared)
    if (reading.outcome === 'unknown') return this.#unknown(request)
    if (reading.outcome === 'refused') return ambiguous(request, nobody, reading.reason)
    if (!isNavigation(request)) return notSignedIn(request, nobody, reading)
    if (starter.hasRestarted(request, cookies)) return this.#giveUp(request, 'flow-unknown')
    const userAgent = request.header('user-agent') ?? ''
    const remembersNothing = !cookies.some(({ name }) => name.startsWith(ourCookiePrefix))
    if (remembersNothing && !restarts.allows(request.authority, request.clientAddress, userAgent)) {
      onSignIn?.('given-up')
      return loopReply(request, reading)
    }
    onSignIn?.('restarted')
    return starter.start(request, { returnPath, reading, isRestart: true })
  }

  /** The path where somebody wanted to go, unless no route takes it any more. */
  #existing(authority: string, returnPath: string): string {
    const [path = '/'] = returnPath.split('?', 1)
    return this.#options.routes.table.find(authority, path) === undefined ? '/' : returnPath
  }

  #giveUp({ requestId, authority }: EdgeRequest, reason: SignInReason): EdgeResponse {
    this.#options.onSignIn?.('given-up')
    const page = startAgainPage({ startUrl: `https://${authority}/`, reason, requestId })
    return pageReply(page, { requestId, status: 400 })
  }

  /** The flow's cookie stays, so that the very same address can be tried again. */
  #unknown(request: EdgeRequest): EdgeResponse {
    this.#options.onSignIn?.('unknown')
    return undecided(request, nobody, [proxyReason('sign-in-unavailable')])
  }
}

/** `undefined` unless code and flow are there exactly once, in the form in which we make them. */
function readParameters(query: string): { readonly code: Secret<string>; readonly flow: string } | undefined {
  const parameters = new URLSearchParams(query)
  const [code, ...moreCodes] = parameters.getAll('code')
  const [flow, ...moreFlows] = parameters.getAll('flow')
  if (code === undefined || flow === undefined || moreCodes.length + moreFlows.length > 0) return undefined
  const secret = new Secret(code)
  return isOneTimeCode(secret) && isRandomId(flow) ? { code: secret, flow } : undefined
}
