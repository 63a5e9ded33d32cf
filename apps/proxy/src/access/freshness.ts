import type { RunningSync } from '@sallyport/databroker-client'

/** Whether what the mirror shows is new enough to decide by. */
export class Freshness {
  readonly #sync: Pick<RunningSync, 'stalenessMs'>
  readonly #maxStalenessMs: number

  constructor(sync: Pick<RunningSync, 'stalenessMs'>, maxStalenessMs: number) {
    this.#sync = sync
    this.#maxStalenessMs = maxStalenessMs
  }

  get isTooStale(): boolean {
    return this.#sync.stalenessMs > this.#maxStalenessMs
  }
}
