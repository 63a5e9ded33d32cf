import type { ConfigProblems } from '@sallyport/config'
import { backoffMs, isAppError, type Logger, type Now, sleep, systemNow } from '@sallyport/kernel'
import type { RecordStore } from '@sallyport/records'
import type { Route } from '@sallyport/routing'
import { applyConfiguration } from './configured-records.ts'
import { routeRecords } from './route-records.ts'

export type ConfigurationState =
  | { readonly state: 'pending' }
  | { readonly state: 'applied'; readonly at: string }
  /** The last valid configuration stays in use. */
  | { readonly state: 'invalid'; readonly since: string; readonly problems: readonly string[] }

const lease = 'configuration'
const leaseMs = 30_000

/** Keeps the stored routes and policies those of the configuration file. Replicas take turns, so that two of them never write at once: writes are fenced by the turn. */
export class Configuration {
  readonly #store: RecordStore
  readonly #writtenBy: string
  readonly #log: Logger
  readonly #now: Now
  #state: ConfigurationState = { state: 'pending' }

  constructor(store: RecordStore, writtenBy: string, log: Logger, now: Now = systemNow) {
    this.#store = store
    this.#writtenBy = writtenBy
    this.#log = log
    this.#now = now
  }

  get state(): ConfigurationState {
    return this.#state
  }

  /** Resolves once the routes are stored; tries on while the store cannot be reached, until the signal aborts. */
  async apply(routes: readonly Route[], signal: AbortSignal): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        if (await this.#applyOnce(routes, signal)) return
      } catch (error) {
        if (!isAppError(error, 'unavailable', 'deadline-exceeded', 'conflict')) throw error
        this.#log.warn({ code: error.code, reason: error.message }, 'configuration not applied yet')
      }
      await sleep(backoffMs(attempt, { baseMs: 100, capMs: 2_000 }), signal)
    }
  }

  /** The file is not valid: what was applied last stays in force, and everybody is told. */
  reject(problems: ConfigProblems): void {
    const lines = problems.message.split('\n')
    this.#state = { state: 'invalid', since: this.#now().toISOString(), problems: lines }
    this.#log.error({ problems: lines }, 'configuration is not valid, the last valid one stays in use')
  }

  /** Returns whether it was this replica's turn. */
  async #applyOnce(routes: readonly Route[], signal: AbortSignal): Promise<boolean> {
    const held = await this.#store.acquireLease(lease, this.#writtenBy, leaseMs, signal)
    if (held.outcome === 'taken') return false
    try {
      const fence = { lease, holder: this.#writtenBy, token: held.token }
      await applyConfiguration(this.#store, routeRecords(routes), { writtenBy: this.#writtenBy, fence }, this.#log)
      this.#state = { state: 'applied', at: this.#now().toISOString() }
      return true
    } finally {
      await this.#store.releaseLease(lease, this.#writtenBy, held.token, signal)
    }
  }
}
