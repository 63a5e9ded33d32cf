import { type Now, systemNow } from '@sallyport/kernel'
import { type KeyRing, openJson, sealJson } from '@sallyport/tokens'

const purpose = 'sign-out-form'
const lifetimeMs = 3_600_000

/** Proves that a form came from our own page, was shown for this very session, and not long ago. */
export class FormToken {
  readonly #ring: KeyRing
  readonly #now: Now

  /** The ring is of these tokens alone. */
  constructor(ring: KeyRing, now: Now = systemNow) {
    this.#ring = ring
    this.#now = now
  }

  issue(sessionId: string): string {
    return sealJson(this.#ring, { purpose, boundTo: [sessionId] }, {}, this.#now())
  }

  isFor(sessionId: string, token: string): boolean {
    const sealedFor = { purpose, boundTo: [sessionId], maxAgeMs: lifetimeMs, now: this.#now() }
    return openJson(this.#ring, sealedFor, token, () => true).outcome === 'opened'
  }
}
