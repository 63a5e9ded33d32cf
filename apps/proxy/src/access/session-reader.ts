import type { DatabrokerClient } from '@sallyport/databroker-client'
import { cookieValuesIn } from '@sallyport/http'
import { decodeSessionView, type SessionReason, type SessionView } from '@sallyport/identity'
import { isAppError, type Logger, type Now, systemNow, withTimeout } from '@sallyport/kernel'
import { type LiveRecord, type Mirror, ParsedView, type Version } from '@sallyport/records'
import { isOurCredential } from '@sallyport/routing'
import { handleSecretMatches, sessionCookieName } from '@sallyport/tokens'
import type { EdgeRequest } from '../edge-request.ts'
import type { AccessReason } from './access-reason.ts'
import type { CookieKeys } from './cookie-keys.ts'
import { type OpenedCookie, OpenedCookies } from './opened-cookies.ts'

/** A session that whoever sent the request holds. */
export interface HeldSession {
  readonly outcome: 'live'
  readonly view: SessionView
  readonly version: Version
}

/** Why a credential that came lets nobody in, for good. */
export type EndedReason =
  | Extract<SessionReason, 'cookie-not-ours' | 'cookie-forged' | 'session-ended' | 'session-expired'>
  | Extract<AccessReason, 'credential-unknown'>

/** Why it must not be a matter of luck which credential counts. */
export type AmbiguityReason = Extract<AccessReason, 'two-session-cookies' | 'two-credentials'>

type UnreadReason =
  | Extract<SessionReason, 'session-unknown'>
  | Extract<AccessReason, 'cookie-keys-unknown' | 'mirror-stale'>

/** Whose request it is. `unknown` is no answer: the session may well be good. */
export type SessionReading =
  | HeldSession
  | { readonly outcome: 'none' }
  | { readonly outcome: 'ended'; readonly reason: EndedReason }
  | { readonly outcome: 'refused'; readonly reason: AmbiguityReason }
  | { readonly outcome: 'unknown'; readonly reason: UnreadReason }

export interface SessionReaderOptions {
  readonly keys: Pick<CookieKeys, 'ring' | 'generation' | 'refresh'>
  readonly mirror: Pick<Mirror, 'get' | 'epoch' | 'version' | 'waitForVersion'>
  /** Reads the primary, for sessions that the mirror does not know yet. */
  readonly records: Pick<DatabrokerClient, 'get'>
  readonly log: Logger
  readonly now?: Now
  readonly mirrorWaitMs?: number
}

const defaultMirrorWaitMs = 500
const primaryTimeoutMs = 2_000

/** Tells whose session a request carries: the cookie names it, its secret proves that it was given to this browser, the record says that it lives. */
export class SessionReader {
  readonly #options: SessionReaderOptions
  readonly #now: Now
  readonly #cookies: OpenedCookies<Finding>
  readonly #views = new ParsedView(decodeSessionView)

  constructor(options: SessionReaderOptions) {
    this.#options = options
    this.#now = options.now ?? systemNow
    this.#cookies = new OpenedCookies(options.keys)
  }

  /** Synchronous unless the mirror does not know enough. */
  read(request: EdgeRequest, signal: () => AbortSignal): SessionReading | Promise<SessionReading> {
    const cookie = request.header('cookie')
    const cookies = cookie === undefined ? [] : cookieValuesIn(cookie, sessionCookieName)
    const [value] = cookies
    if (cookies.length > 1) return { outcome: 'refused', reason: 'two-session-cookies' }
    if (carriesCredential(request))
      return value === undefined ? ended('credential-unknown') : { outcome: 'refused', reason: 'two-credentials' }
    if (value === undefined) return none
    const opened = this.#cookies.open(request.authority, value)
    switch (opened.outcome) {
      case 'opened':
        return this.#find(opened.value, signal)
      case 'rejected':
        return ended('cookie-not-ours')
      case 'unknown-key':
        return this.#readWithNewKeys(request.authority, value, signal)
    }
  }

  async #readWithNewKeys(host: string, cookie: string, signal: () => AbortSignal): Promise<SessionReading> {
    const isFresh = await this.#options.keys.refresh()
    const opened = this.#cookies.open(host, cookie)
    if (opened.outcome === 'opened') return await this.#find(opened.value, signal)
    return isFresh ? ended('cookie-not-ours') : { outcome: 'unknown', reason: 'cookie-keys-unknown' }
  }

  #find(cookie: OpenedCookie<Finding>, signal: () => AbortSignal): SessionReading | Promise<SessionReading> {
    const { mirror } = this.#options
    const { sessionId, epoch, recordVersion } = cookie.handle
    const record = mirror.get({ type: 'session', id: sessionId })
    if (record !== undefined) return this.#judge(cookie, record)
    if (cookie.finding === 'gone' || (mirror.epoch === epoch && recordVersion <= mirror.version)) return gone(cookie)
    return this.#findBeyondMirror(cookie, signal())
  }

  /** The mirror is behind the cookie, or has never been where it was made. */
  async #findBeyondMirror(cookie: OpenedCookie<Finding>, signal: AbortSignal): Promise<SessionReading> {
    const { mirror, log } = this.#options
    const key = { type: 'session', id: cookie.handle.sessionId } as const
    if (await this.#mirrorReaches(cookie, signal)) {
      const record = mirror.get(key)
      return record === undefined ? gone(cookie) : this.#judge(cookie, record)
    }
    try {
      using limited = withTimeout(primaryTimeoutMs, signal)
      const record = await this.#options.records.get(key, limited)
      return record === undefined || record.deleted ? gone(cookie) : this.#judge(cookie, record)
    } catch (error) {
      if (!isAppError(error) && !signal.aborted) throw error
      log.warn({ err: error }, 'session not found out')
      return unknownSession
    }
  }

  async #mirrorReaches({ handle }: OpenedCookie<Finding>, signal: AbortSignal): Promise<boolean> {
    using limited = withTimeout(this.#options.mirrorWaitMs ?? defaultMirrorWaitMs, signal)
    const { mirror } = this.#options
    return await mirror.waitForVersion(handle.epoch, handle.recordVersion, limited).then(
      (reached) => reached === 'reached',
      () => false,
    )
  }

  #judge(cookie: OpenedCookie<Finding>, record: LiveRecord): SessionReading {
    const finding = cookie.finding
    const proven = finding !== 'gone' && finding?.record === record ? finding : this.#prove(cookie, record)
    if (proven === undefined) return unknownSession
    const { reading } = proven
    if (reading.outcome !== 'live') return reading
    return reading.view.expiresAt.getTime() <= this.#now().getTime() ? ended('session-expired') : reading
  }

  /** Compares the secret with the record, once for each version of the record. `undefined`: the record cannot be read. */
  #prove(cookie: OpenedCookie<Finding>, record: LiveRecord): Proof | undefined {
    const view = this.#view(record)
    if (view === undefined) return undefined
    const isHolder = handleSecretMatches(cookie.handle.secret, view.handleHash)
    if (!isHolder) this.#options.log.error({ sessionId: record.id }, 'cookie opens and its secret is wrong')
    const reading = isHolder ? ({ outcome: 'live', view, version: record.version } as const) : ended('cookie-forged')
    cookie.finding = { record, reading }
    return cookie.finding
  }

  #view(record: LiveRecord): SessionView | undefined {
    try {
      return this.#views.of(record)
    } catch (error) {
      if (!isAppError(error)) throw error
      this.#options.log.error({ err: error }, 'session record cannot be read')
      return undefined
    }
  }
}

interface Proof {
  readonly record: LiveRecord
  readonly reading: HeldSession | Extract<SessionReading, { readonly outcome: 'ended' }>
}

/** `gone` is for good: the id of a session is used once. */
type Finding = Proof | 'gone'

const none: SessionReading = { outcome: 'none' }
const unknownSession: SessionReading = { outcome: 'unknown', reason: 'session-unknown' }

function ended(reason: EndedReason): Extract<SessionReading, { readonly outcome: 'ended' }> {
  return { outcome: 'ended', reason }
}

function gone(cookie: OpenedCookie<Finding>): SessionReading {
  cookie.finding = 'gone'
  return ended('session-ended')
}

function carriesCredential({ rawHeaders }: EdgeRequest): boolean {
  return rawHeaders.some(
    ([name, value]) => name.length === 13 && name.toLowerCase() === 'authorization' && isOurCredential(value),
  )
}
