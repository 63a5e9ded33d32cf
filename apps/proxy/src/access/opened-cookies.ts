import { type Opened, openSessionCookie, type SessionHandle } from '@sallyport/tokens'
import type { CookieKeys } from './cookie-keys.ts'

/** A session cookie that was found to be ours, and what was found out about it since. */
export interface OpenedCookie<Finding> {
  readonly host: string
  readonly handle: SessionHandle
  finding: Finding | undefined
}

/** Opens session cookies, each once: a browser sends the same one with every request. Bounded; a new ring forgets all. */
export class OpenedCookies<Finding> {
  readonly #keys: Pick<CookieKeys, 'ring' | 'generation'>
  readonly #max: number
  readonly #opened = new Map<string, OpenedCookie<Finding>>()
  #generation: number | undefined

  constructor(keys: Pick<CookieKeys, 'ring' | 'generation'>, max = 10_000) {
    this.#keys = keys
    this.#max = max
  }

  open(host: string, cookie: string): Opened<OpenedCookie<Finding>> {
    if (this.#generation !== this.#keys.generation) {
      this.#generation = this.#keys.generation
      this.#opened.clear()
    }
    const known = this.#opened.get(cookie)
    // A cookie is good on its own host alone, however often it was opened there.
    if (known?.host === host) return { outcome: 'opened', value: known }
    const opened = openSessionCookie(this.#keys.ring, host, cookie)
    if (opened.outcome !== 'opened') return opened
    const value = { host, handle: opened.value, finding: undefined }
    this.#keep(cookie, value)
    return { outcome: 'opened', value }
  }

  get size(): number {
    return this.#opened.size
  }

  #keep(cookie: string, value: OpenedCookie<Finding>): void {
    this.#opened.set(cookie, value)
    if (this.#opened.size <= this.#max) return
    const [oldest] = this.#opened.keys()
    if (oldest !== undefined) this.#opened.delete(oldest)
  }
}
