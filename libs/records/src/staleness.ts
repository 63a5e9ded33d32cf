import { type MonotonicMs, systemMonotonicMs } from '@sallyport/kernel'

/** More nonces than this are never awaited: one is sent each second, and a stream that owes so many answers is long past every limit. */
const maxAwaited = 1_000

/**
 * How old a mirror may be. A nonce goes to the broker, which echoes it after a read of the primary that began after the nonce came;
 * so the mirror is as new as the moment at which the newest echoed nonce was *sent*. No timer and no buffered message can claim freshness.
 */
export class Staleness {
  readonly #monotonicMs: MonotonicMs
  #sentAtMs = new Map<bigint, number>()
  #lastNonce = 0n
  #echoed: { readonly nonce: bigint; readonly sentAtMs: number } | undefined
  #freshAsOfMs = Number.NEGATIVE_INFINITY

  constructor(monotonicMs: MonotonicMs = systemMonotonicMs) {
    this.#monotonicMs = monotonicMs
  }

  /** A nonce to send at once. */
  nextNonce(): bigint {
    this.#lastNonce += 1n
    this.#sentAtMs.set(this.#lastNonce, this.#monotonicMs())
    this.#sentAtMs.delete(this.#lastNonce - BigInt(maxAwaited))
    return this.#lastNonce
  }

  /** The broker echoed a nonce. One that was not sent on this stream says nothing. It counts once what came before it is shown. */
  echoed(nonce: bigint): void {
    const sentAtMs = this.#sentAtMs.get(nonce)
    if (sentAtMs === undefined) return
    for (const sent of this.#sentAtMs.keys()) {
      if (sent > nonce) break
      this.#sentAtMs.delete(sent)
    }
    this.#echoed = { nonce, sentAtMs }
  }

  /** Everything that was received so far is shown. */
  settled(): void {
    if (this.#echoed !== undefined) this.#freshAsOfMs = this.#echoed.sentAtMs
    this.#echoed = undefined
  }

  /** A new stream begins: what an older one still owed cannot arrive any more. */
  streamStarted(): void {
    this.#sentAtMs = new Map()
    this.#echoed = undefined
  }

  /** Milliseconds; infinite until the first echo. */
  get ms(): number {
    return this.#monotonicMs() - this.#freshAsOfMs
  }
}
