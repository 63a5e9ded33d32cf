import { type Cookie, loopPage, pageReply, parseCookies } from '@sallyport/http'
import { type Now, systemNow } from '@sallyport/kernel'
import { codeChallengeS256, isReturnPath } from '@sallyport/tokens'
import type { CookieKeys } from '../access/cookie-keys.ts'
import type { SessionReading } from '../access/session-reader.ts'
import type { EdgeRequest, EdgeResponse } from '../edge-request.ts'
import { beginFlow } from './flow-cookies.ts'
import { redirect } from './redirect.ts'
import type { SignInReason } from './sign-in-reason.ts'
import { grownTrail, isLoop, readTrail, trailCookie } from './sign-in-trail.ts'

export interface SignInStartOptions {
  /** The origin of the sign-in pages. */
  readonly authenticateUrl: string
  readonly keys: Pick<CookieKeys, 'ring'>
  readonly now?: Now
}

export interface SignInStart {
  /** Where the browser comes back to, on the host it is on. */
  readonly returnPath: string
  /** What was found of the session instead of a good one. */
  readonly reading: SessionReading
  /** It begins again because it could not be finished. */
  readonly isRestart?: boolean
}

/** Sends browsers to authenticate. What they come back for stays with them, sealed: no address travels in an address. */
export class SignInStarter {
  readonly #options: SignInStartOptions
  readonly #now: Now

  constructor(options: SignInStartOptions) {
    this.#options = options
    this.#now = options.now ?? systemNow
  }

  /** A redirect to authenticate, or the page that ends a loop of them. Throws `unavailable` without a key. */
  start(request: EdgeRequest, { returnPath, reading, isRestart = false }: SignInStart): EdgeResponse {
    const { authority } = request
    const { ring } = this.#options.keys
    const now = this.#now()
    const cookies = parseCookies(request.header('cookie') ?? '')
    const trail = readTrail(ring, authority, cookies, now)
    if (isLoop(trail)) return loopReply(request, reading)
    const { flow, verifier, setCookies } = beginFlow(ring, authority, { cookies, returnPath, now })
    const restarted = isRestart ? [trailCookie(ring, authority, grownTrail(trail, now, true), now)] : []
    const query = new URLSearchParams({ host: authority, flow, challenge: codeChallengeS256(verifier) })
    const location = `${this.#options.authenticateUrl}/.sallyport/sign_in?${query.toString()}`
    return redirect(request, 302, location, [...setCookies, ...restarted])
  }

  /** Whether this browser was already sent a second time. */
  hasRestarted({ authority }: EdgeRequest, cookies: readonly Cookie[]): boolean {
    return readTrail(this.#options.keys.ring, authority, cookies, this.#now()).hasRestarted
  }

  /** The cookie of a browser whose sign-in is finished: that it came back counts, that it had to begin again is forgotten. */
  finishedTrail({ authority }: EdgeRequest, cookies: readonly Cookie[]): string {
    const { ring } = this.#options.keys
    const now = this.#now()
    return trailCookie(ring, authority, grownTrail(readTrail(ring, authority, cookies, now), now, false), now)
  }
}

/** Where to come back to after this very request: its path and query, as far as a cookie can keep them. */
export function returnPathOf({ path, query }: EdgeRequest): string {
  if (isReturnPath(path + query)) return path + query
  return isReturnPath(path) ? path : '/'
}

export function loopReply({ requestId, authority }: EdgeRequest, reading: SessionReading): EdgeResponse {
  const reason: SignInReason = 'sign-in-loop'
  const page = loopPage({ startUrl: `https://${authority}/`, cause: loopCause(reading), reason, requestId })
  const reply = pageReply(page, { requestId, status: 429 })
  return { ...reply, headers: { ...reply.headers, 'retry-after': '30' } }
}

function loopCause(reading: SessionReading): string {
  switch (reading.outcome) {
    case 'none':
      return 'Your browser does not send back the cookie that it was given for this site.'
    case 'live':
      return 'Your session is good, but your account may not use it any more, for example because it was signed out everywhere.'
    case 'ended':
      return endedCause[reading.reason]
    case 'refused':
    case 'unknown':
      return 'Your session could not be read.'
  }
}

const endedCause = {
  'cookie-not-ours':
    'The cookie that your browser was given cannot be read here: the proxies may not share their keys.',
  'cookie-forged': 'The cookie that your browser sends does not belong to the session that it names.',
  'session-ended': 'Your session ends as soon as it has begun.',
  'session-expired': 'Your session is too old as soon as it has begun: a clock on our side may be wrong.',
  'credential-unknown': 'The credential that your browser sends is not one of ours.',
} as const satisfies Record<Extract<SessionReading, { readonly outcome: 'ended' }>['reason'], string>
