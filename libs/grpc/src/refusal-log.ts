import type { Logger, MonotonicMs } from '@sallyport/kernel'

const intervalMs = 10_000
const maxKinds = 1_000

/** Logs refused connections, of each reason and address one in ten seconds, so that a scanner cannot fill the disk. */
export class RefusalLog {
  readonly #log: Logger
  readonly #now: MonotonicMs
  readonly #kinds = new Map<string, { loggedAt: number; suppressed: number }>()

  constructor(log: Logger, now: MonotonicMs) {
    this.#log = log
    this.#now = now
  }

  write(reason: string, remoteAddress: string | undefined, fields: object): void {
    const kind = `${reason} ${remoteAddress}`
    const last = this.#kinds.get(kind)
    if (last !== undefined && this.#now() - last.loggedAt < intervalMs) {
      last.suppressed++
      return
    }
    // The oldest entry goes first; losing one costs no more than a further line.
    this.#kinds.delete(kind)
    const oldest = this.#kinds.keys().next()
    if (this.#kinds.size >= maxKinds && !oldest.done) this.#kinds.delete(oldest.value)
    this.#kinds.set(kind, { loggedAt: this.#now(), suppressed: 0 })
    this.#log.warn({ reason, remoteAddress, ...fields, suppressed: last?.suppressed ?? 0 }, 'handshake refused')
  }
}
