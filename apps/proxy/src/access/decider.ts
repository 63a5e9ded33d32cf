import type { DecisionCache, HeldDecision, LiveConnection, MirrorState, Reason } from '@sallyport/decisions'
import { type MonotonicMs, systemMonotonicMs } from '@sallyport/kernel'
import type { RouteEntry, RouteTable } from '@sallyport/routing'
import { proxyReason } from '../proxy-reason.ts'
import type { CheckClient } from './check-client.ts'
import type { Freshness } from './freshness.ts'
import type { Matter } from './matter.ts'
import type { PausePoints } from './pause-points.ts'

export interface DeciderOptions {
  readonly cache: DecisionCache
  readonly checks: Pick<CheckClient, 'ask'>
  readonly mirror: MirrorState
  readonly routes: { readonly table: RouteTable }
  readonly freshness: Pick<Freshness, 'isTooStale'>
  readonly pausePoints?: PausePoints
  readonly onLookup?: (result: 'hit' | 'miss') => void
  readonly monotonicMs?: MonotonicMs
}

/** What was found out about a connection. */
export type Settlement =
  /** It stands on this decision, for exactly this version of the route. */
  | { readonly outcome: 'held'; readonly held: HeldDecision; readonly route: RouteEntry }
  /** Another route, or none, takes its path now. */
  | { readonly outcome: 'moved' }
  | { readonly outcome: 'unknown'; readonly reasons: readonly Reason[] }

/** The first question, and twice again if things change faster than they are answered. */
const maxQuestions = 3

/** Finds the decision for a request: in the cache, else by asking authorize. */
export class Decider {
  readonly #options: DeciderOptions
  readonly #monotonicMs: MonotonicMs
  readonly #renewing = new WeakSet<HeldDecision>()

  constructor(options: DeciderOptions) {
    this.#options = options
    this.#monotonicMs = options.monotonicMs ?? systemMonotonicMs
  }

  /**
   * The decision that is at hand, to be used in this very turn by a caller that knows the mirror to be fresh enough. One that is close to
   * its end is asked for anew in the background.
   */
  atHand(matter: Matter, route: RouteEntry): HeldDecision | undefined {
    const { cache, onLookup } = this.#options
    const held = cache.find(route, matter.credential, matter.attributes)
    onLookup?.(held === undefined ? 'miss' : 'hit')
    if (held !== undefined && held.renewAtMs <= this.#monotonicMs()) this.#renew(matter, route, held)
    return held
  }

  /**
   * Makes the connection stand on a decision that no change known to the mirror has overtaken, in the turn in which it was found
   * or admitted. It rejects only for a bug.
   */
  async settle(matter: Matter, connection: LiveConnection<unknown>): Promise<Settlement> {
    const { cache, checks, mirror, routes, freshness, pausePoints } = this.#options
    for (let question = 0; question < maxQuestions; question++) {
      const route = routes.table.find(matter.request.authority, matter.request.path)
      if (route?.id !== connection.subject.routeId) return { outcome: 'moved' }
      const { credential, attributes } = matter
      const known = cache.find(route, credential, attributes)
      if (known !== undefined && !freshness.isTooStale) {
        connection.standOn(known)
        return { outcome: 'held', held: known, route }
      }
      const { answer, sentAtMs } = await checks.ask(matter, route)
      if (pausePoints?.afterCheckAnswer !== undefined) await pausePoints.afterCheckAnswer()
      if (freshness.isTooStale) return tooStale
      const admission = cache.admit(answer, { route, credential, attributes, sentAtMs }, mirror)
      switch (admission.outcome) {
        case 'use':
          connection.standOn(admission.held)
          return { outcome: 'held', held: admission.held, route }
        case 'unknown':
          return { outcome: 'unknown', reasons: admission.decision.reasons }
        case 'ask-again':
          break
      }
    }
    return { outcome: 'unknown', reasons: [proxyReason('state-changing')] }
  }

  /** Tried once: if nothing comes of it, a request waits for the next decision when this one has run out. */
  #renew(matter: Matter, route: RouteEntry, held: HeldDecision): void {
    if (this.#renewing.has(held)) return
    this.#renewing.add(held)
    const { cache, checks, mirror } = this.#options
    const { credential, attributes } = matter
    void checks
      .ask(matter, route)
      .then(({ answer, sentAtMs }) => cache.admit(answer, { route, credential, attributes, sentAtMs }, mirror))
  }
}

const tooStale: Settlement = { outcome: 'unknown', reasons: [proxyReason('mirror-stale')] }
