import type { DatabrokerClient } from '@sallyport/databroker-client'
import type { Cookie } from '@sallyport/http'
import {
  checkSession,
  decodeSession,
  decodeUser,
  type Session,
  type SessionReason,
  type User,
} from '@sallyport/identity'
import type { Now } from '@sallyport/kernel'
import { handleSecretMatches, type SessionHandle } from '@sallyport/tokens'
import type { SignOnCookie } from '../cookies/sign-on-cookie.ts'

/** What a browser's sign-on cookie stands for. */
export type SignOn =
  | { readonly outcome: 'none' }
  /** Certainly dead: the cookie may be cleared. */
  | { readonly outcome: 'not-good'; readonly reason: SessionReason }
  | { readonly outcome: 'good'; readonly handle: SessionHandle; readonly session: Session; readonly user: User }

/** Tells who a browser is signed in as. Reads the primary, so the answer is as of now on every replica. */
export class SignOns {
  readonly #records: Pick<DatabrokerClient, 'get'>
  readonly #cookie: SignOnCookie
  readonly #now: Now

  constructor(records: Pick<DatabrokerClient, 'get'>, cookie: SignOnCookie, now: Now) {
    this.#records = records
    this.#cookie = cookie
    this.#now = now
  }

  /** Throws `unavailable` or `deadline-exceeded` when it cannot be told: that is neither signed in nor signed out. */
  async read(cookies: readonly Cookie[], signal: AbortSignal): Promise<SignOn> {
    const { present, handle } = this.#cookie.open(cookies)
    if (!present) return { outcome: 'none' }
    if (!handle) return { outcome: 'not-good', reason: 'cookie-not-ours' }
    const record = await this.#records.get({ type: 'session', id: handle.sessionId }, signal)
    const session = record?.deleted === false ? decodeSession(record) : undefined
    if (session && !handleSecretMatches(handle.secret, session.handleHash))
      return { outcome: 'not-good', reason: 'cookie-forged' }
    const owner = session && (await this.#records.get({ type: 'user', id: session.userId }, signal))
    const standing = checkSession(session, owner?.deleted === false ? decodeUser(owner) : undefined, this.#now())
    return standing.outcome === 'good' ? { ...standing, handle } : standing
  }
}
