import type { Version } from './record.ts'

/** `other-epoch`: the mirror cannot tell, because that version belongs to a stretch of history that it no longer follows. */
export type VersionReached = 'reached' | 'other-epoch'

/** The epochs that a mirror has left, and how far it had come in each. */
export class EpochHistory {
  readonly #left = new Map<string, Version>()

  has(epoch: string): boolean {
    return this.#left.has(epoch)
  }

  /** The history went on in another epoch, and everything shown so far is part of it. */
  continuedElsewhere(epoch: string, shown: Version): void {
    this.#left.set(epoch, shown)
  }

  /** The mirror moved to another history: of the epochs left, nothing is known to be part of it. */
  abandoned(epoch: string): void {
    this.#left.set(epoch, 0n)
    for (const left of this.#left.keys()) this.#left.set(left, 0n)
  }

  /** `undefined` for an epoch that was never left. */
  reached(epoch: string, version: Version): VersionReached | undefined {
    const shown = this.#left.get(epoch)
    if (shown === undefined) return undefined
    return version <= shown ? 'reached' : 'other-epoch'
  }
}
