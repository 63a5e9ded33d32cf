import { type MonotonicMs, systemMonotonicMs } from '@sallyport/kernel'
import { loopWindowMs, maxReturns } from './sign-in-trail.ts'

/** More browsers than this without cookies are not told apart. */
const maxKeys = 10_000

/**
 * Counts sign-ins that begin again for browsers that bring no cookie of ours at all, by what else is known of them. A browser that
 * drops every cookie has no memory of its own in which to count.
 */
export class RestartLimit {
  readonly #monotonicMs: MonotonicMs
  readonly #restarts = new Map<string, number[]>()

  constructor(monotonicMs: MonotonicMs = systemMonotonicMs) {
    this.#monotonicMs = monotonicMs
  }

  /** Whether it may begin again once more; counts it if so. */
  allows(host: string, clientAddress: string, userAgent: string): boolean {
    const key = JSON.stringify([host, clientAddress, userAgent])
    const nowMs = this.#monotonicMs()
    const recent = (this.#restarts.get(key) ?? []).filter((atMs) => atMs > nowMs - loopWindowMs)
    this.#restarts.delete(key)
    const isAllowed = recent.length < maxReturns
    this.#restarts.set(key, isAllowed ? [...recent, nowMs] : recent)
    if (this.#restarts.size > maxKeys) {
      const [oldest] = this.#restarts.keys()
      if (oldest !== undefined) this.#restarts.delete(oldest)
    }
    return isAllowed
  }
}
