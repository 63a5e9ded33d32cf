import type { Change } from './change.ts'
import type { Version } from './record.ts'

/** The newest changes of a mirror, so that an answer computed at an older version can be tested against what happened since. */
export class ChangeRing {
  readonly #capacity: number
  #changes: Change[] = []
  #first = 0
  #floor: Version = 0n

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** Forgets everything: nothing before `floor` is covered from now on. */
  restart(floor: Version): void {
    this.#changes = []
    this.#first = 0
    this.#floor = floor
  }

  /** The change is newer than all that the ring holds. */
  push(change: Change): void {
    this.#changes.push(change)
    if (this.#changes.length - this.#first <= this.#capacity) return
    this.#floor = this.#changes[this.#first]?.version ?? this.#floor
    this.#first += 1
    // Dropping the dead half at once makes a push constant on average.
    if (this.#first > this.#capacity) {
      this.#changes = this.#changes.slice(this.#first)
      this.#first = 0
    }
  }

  /** Every change after `version`, oldest first; `undefined` when some of them are no longer, or never were, in the ring. */
  since(version: Version): readonly Change[] | undefined {
    if (version < this.#floor) return undefined
    let start = this.#changes.length
    while (start > this.#first && (this.#changes[start - 1]?.version ?? 0n) > version) start -= 1
    return this.#changes.slice(start)
  }
}
