import type { SharedKey } from '@sallyport/databroker-client'
import {
  AppError,
  backoffMs,
  isAppError,
  type Logger,
  type MonotonicMs,
  sleep,
  systemMonotonicMs,
} from '@sallyport/kernel'
import { KeyRing } from '@sallyport/tokens'

export interface CookieKeysOptions {
  readonly fetch: () => Promise<readonly SharedKey[]>
  readonly log: Logger
  readonly monotonicMs?: MonotonicMs
}

const refreshEveryMs = 300_000
const retryAfterMs = 10_000

/** The ring that seals and opens the cookies of route hosts. What was fetched last stays in use while the databroker is away. */
export class CookieKeys implements Disposable {
  readonly #fetch: () => Promise<readonly SharedKey[]>
  readonly #log: Logger
  readonly #monotonicMs: MonotonicMs
  #ring: KeyRing | undefined
  #generation = 0
  #attemptedAtMs = Number.NEGATIVE_INFINITY
  #isFresh = false
  #refreshing: Promise<boolean> | undefined
  #timer: NodeJS.Timeout | undefined
  #isDisposed = false

  constructor({ fetch, log, monotonicMs = systemMonotonicMs }: CookieKeysOptions) {
    this.#fetch = fetch
    this.#log = log
    this.#monotonicMs = monotonicMs
  }

  /** Throws `unavailable` before the first ring has come. */
  get ring(): KeyRing {
    if (this.#ring === undefined) throw new AppError('unavailable', 'the keys of the cookies are not here yet')
    return this.#ring
  }

  get isLoaded(): boolean {
    return this.#ring !== undefined
  }

  /** Changes whenever what a cookie opened to may have changed: a ring came, or a key may have been retired meanwhile. */
  get generation(): number {
    return this.#generation
  }

  /** Resolves once there is a ring; tries until the signal aborts. */
  async load(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !(await this.refreshNow()); attempt++)
      await sleep(backoffMs(attempt, { baseMs: 200, capMs: 3_000 }), signal)
  }

  /** Asks for the ring, however recently it was asked for. Returns whether it came. */
  refreshNow(): Promise<boolean> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  /**
   * Asks for the ring, but seldom, however many cookies are sealed with a key that is not in it. Returns whether what is held is
   * what the databroker has: only then is an unknown key nobody's.
   */
  refresh(): Promise<boolean> {
    const isDue = this.#monotonicMs() - this.#attemptedAtMs >= retryAfterMs
    return isDue || this.#refreshing !== undefined ? this.refreshNow() : Promise.resolve(this.#isFresh)
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true
    clearTimeout(this.#timer)
  }

  async #refresh(): Promise<boolean> {
    this.#attemptedAtMs = this.#monotonicMs()
    this.#isFresh = await this.#fetchRing()
    this.#generation += 1
    this.#schedule(this.#isFresh ? refreshEveryMs : retryAfterMs)
    return this.#isFresh
  }

  async #fetchRing(): Promise<boolean> {
    try {
      this.#ring = new KeyRing(await this.#fetch())
      return true
    } catch (error) {
      if (!isAppError(error)) throw error
      this.#log.warn({ err: error }, 'keys of the cookies not refreshed')
      return false
    }
  }

  #schedule(afterMs: number): void {
    clearTimeout(this.#timer)
    if (this.#isDisposed) return
    this.#timer = setTimeout(() => void this.refreshNow(), afterMs).unref()
  }
}
