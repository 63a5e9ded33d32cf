import type { Now } from '@sallyport/kernel'
import type { Fence, LeaseResult } from '@sallyport/records'

interface Lease {
  /** `undefined` once released; the row stays, so that the token goes on growing. */
  readonly holder: string | undefined
  readonly token: bigint
  readonly expiresAtMs: number
}

const taken = (expiresInMs: number): LeaseResult => ({ outcome: 'taken', expiresInMs })

export class MemoryLeases {
  readonly #now: Now
  readonly #leases = new Map<string, Lease>()

  constructor(now: Now) {
    this.#now = now
  }

  acquire(name: string, holder: string, durationMs: number): LeaseResult {
    const lease = this.#leases.get(name)
    const remainingMs = this.#remainingMs(lease)
    if (lease && remainingMs > 0 && lease.holder !== holder) return taken(remainingMs)
    const token = lease && remainingMs > 0 ? lease.token : (lease?.token ?? 0n) + 1n
    return this.#hold(name, holder, token, durationMs)
  }

  renew(name: string, holder: string, token: bigint, durationMs: number): LeaseResult {
    const lease = this.#leases.get(name)
    const remainingMs = this.#remainingMs(lease)
    return remainingMs > 0 && this.admits({ lease: name, holder, token })
      ? this.#hold(name, holder, token, durationMs)
      : taken(remainingMs)
  }

  release(name: string, holder: string, token: bigint): void {
    if (this.admits({ lease: name, holder, token }))
      this.#leases.set(name, { holder: undefined, token, expiresAtMs: 0 })
  }

  /** Whether a fence agrees with the lease as it is now. */
  admits(fence: Fence): boolean {
    const lease = this.#leases.get(fence.lease)
    return lease?.holder === fence.holder && lease.token === fence.token
  }

  #hold(name: string, holder: string, token: bigint, durationMs: number): LeaseResult {
    this.#leases.set(name, { holder, token, expiresAtMs: this.#now().getTime() + durationMs })
    return { outcome: 'held', token, expiresInMs: durationMs }
  }

  #remainingMs(lease: Lease | undefined): number {
    return Math.max(0, (lease?.expiresAtMs ?? 0) - this.#now().getTime())
  }
}
