import type { Logger } from '@sallyport/kernel'
import type { ChangeBatch, Mirror } from '@sallyport/records'
import { PolicySnapshot } from './policy-snapshot.ts'

/** Keeps the policies those of the mirror, changing in the very turn in which it does, and raises the alarm about each that cannot be used. */
export class Policies implements Disposable {
  readonly #log: Logger
  readonly #subscription: Disposable
  #snapshot = PolicySnapshot.empty

  constructor(mirror: Pick<Mirror, 'onChange'>, log: Logger) {
    this.#log = log
    this.#subscription = mirror.onChange((batch) => this.#apply(batch))
  }

  get snapshot(): PolicySnapshot {
    return this.#snapshot
  }

  /** For `/status`. */
  describe(): object {
    const { size } = this.#snapshot
    return { count: size, invalid: Object.fromEntries(this.#snapshot.invalid()) }
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]()
  }

  #apply({ changes }: ChangeBatch): void {
    this.#snapshot = this.#snapshot.after(changes)
    for (const { type, after } of changes) {
      if (type !== 'policy' || after === undefined) continue
      const policy = this.#snapshot.of(after)
      if (policy.outcome === 'invalid')
        this.#log.error(
          { route_id: after.id, problems: policy.problems },
          'policy does not compile, its route is closed',
        )
    }
  }
}
