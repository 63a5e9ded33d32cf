import type { RunningSync } from '@sallyport/databroker-client'
import { type Logger, sleep } from '@sallyport/kernel'
import { type Fitness, fit, unfit } from '@sallyport/service'

/** How far what the mirror shows can be relied on: not before it is whole, not past `maxStalenessMs`, and not after a bug stopped it. */
export class Knowledge {
  readonly #sync: RunningSync
  readonly #maxStalenessMs: number
  #isBroken = false

  constructor(sync: RunningSync, maxStalenessMs: number, log: Logger) {
    this.#sync = sync
    this.#maxStalenessMs = maxStalenessMs
    sync.done.catch((error: unknown) => {
      this.#isBroken = true
      log.error({ err: error }, 'the mirror is no longer followed')
    })
  }

  get stalenessMs(): number {
    return this.#isBroken ? Number.POSITIVE_INFINITY : this.#sync.stalenessMs
  }

  get fitness(): Fitness {
    if (this.#isBroken) return unfit('the mirror is no longer followed because of a bug: see the log, restart')
    const { caughtUpOnce, lastProblem } = this.#sync.status
    if (!caughtUpOnce) return unfit(`not caught up with the databroker yet${lastProblem ? `: ${lastProblem}` : ''}`)
    return this.stalenessMs <= this.#maxStalenessMs ? fit : unfit('no databroker has answered for too long')
  }

  /** Resolves once decisions can be made. */
  async fresh(signal: AbortSignal): Promise<void> {
    await this.#sync.caughtUp(signal)
    while (!this.fitness.fit) await sleep(10, signal)
  }

  /** For `/status`. */
  describe(): object {
    const { phase, storeId, epoch, version, streams, refusals, lastProblem, heldReset } = this.#sync.status
    const { stalenessMs } = this
    return {
      phase,
      store_id: storeId ?? null,
      epoch: epoch ?? null,
      version: version.toString(),
      staleness_ms: Number.isFinite(stalenessMs) ? Math.round(stalenessMs) : null,
      streams,
      refusals,
      last_problem: lastProblem ?? null,
      held_reset: heldReset ? { ...heldReset, version: heldReset.version.toString() } : null,
    }
  }
}
