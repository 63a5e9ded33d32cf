import { type MonotonicMs, systemMonotonicMs } from '@sallyport/kernel'
import type { ChangeBatch, Version } from '@sallyport/records'
import { type AskAgainReason, type MirrorState, type Question, whyNotUsable } from './admission.ts'
import { CacheEntry } from './cache-entry.ts'
import { CredentialShare } from './credential-share.ts'
import type { CheckAnswer, UnknownDecision } from './decision.ts'
import { touchedKeys } from './dependency.ts'
import { DependencyIndex } from './dependency-index.ts'
import { type Bound, EntryPool } from './entry-pool.ts'
import type { HeldDecision } from './held-decision.ts'
import type { RequestAttributes } from './request-attributes.ts'

export interface DecisionCacheLimits {
  readonly total: Bound
  readonly perCredential: Bound
  /** All requests that carry no credential share this. */
  readonly withoutCredential: Bound
}

export const defaultDecisionCacheLimits: DecisionCacheLimits = {
  total: { entries: 50_000, bytes: 256 * 2 ** 20 },
  perCredential: { entries: 256, bytes: 2 ** 20 },
  withoutCredential: { entries: 5_000, bytes: 32 * 2 ** 20 },
}

/** What became of an answer. `ask-again`: it may be neither used nor stored; whoever has asked again twice takes the decision to be unknown. */
export type Admission =
  | { readonly outcome: 'use'; readonly held: HeldDecision }
  | { readonly outcome: 'unknown'; readonly decision: UnknownDecision }
  | { readonly outcome: 'ask-again'; readonly because: AskAgainReason }

/**
 * Decisions that a proxy may use without asking. Its invariant: a decision is used or stored only if, as far as the mirror knows, no dependency
 * changed after the version at which it was decided, and the route version forwarded is the route version decided.
 *
 * It holds because `admit` and `apply` each run in one turn of the event loop: a change is either in the mirror when an answer is admitted,
 * and found in its ring, or it comes later, and finds the entry by its dependencies. `apply` is called by the mirror's `onChange`, before any reader runs.
 */
export class DecisionCache {
  readonly #limits: DecisionCacheLimits
  readonly #monotonicMs: MonotonicMs
  #shares = new Map<string, CredentialShare>()
  #all: EntryPool
  #dependents = new DependencyIndex<CacheEntry>()

  constructor(limits = defaultDecisionCacheLimits, monotonicMs: MonotonicMs = systemMonotonicMs) {
    this.#limits = limits
    this.#monotonicMs = monotonicMs
    this.#all = new EntryPool(limits.total)
  }

  /** The decision for such a request, if one is held for exactly this version of the route. */
  find(
    route: { readonly id: string; readonly version: Version },
    credential: string,
    attributes: RequestAttributes,
  ): HeldDecision | undefined {
    const share = this.#shares.get(credential)
    if (share === undefined) return undefined
    const nowMs = this.#monotonicMs()
    const entry = share.find(
      route.id,
      attributes,
      ({ routeVersion, expiresAtMs }) => routeVersion === route.version && nowMs < expiresAtMs,
    )
    if (entry !== undefined) entry.wasUsed = true
    return entry
  }

  /** Decides whether an answer may be used, and stores it if it may be used again. Use it in the same turn, or hold it by `LiveConnection.standOn`. */
  admit(answer: CheckAnswer, question: Question, mirror: MirrorState): Admission {
    if (answer.outcome === 'unknown') return { outcome: 'unknown', decision: answer }
    if (answer.outcome === 'stale') return { outcome: 'ask-again', because: 'stale' }
    const because = whyNotUsable(answer.basis, question, mirror, this.#monotonicMs())
    if (because !== undefined) return { outcome: 'ask-again', because }
    const entry = new CacheEntry(answer.decision, answer.basis, question)
    if (answer.basis.lifetimeMs > 0) this.#store(entry)
    return { outcome: 'use', held: entry }
  }

  /**
   * Drops what the changes touch. A change that was already seen when an entry was decided leaves it; so does the end of an epoch,
   * unless the entry was decided on what came after, for that may be lost.
   */
  apply({ reset, changes, lastEpochShownTo }: Pick<ChangeBatch, 'reset' | 'changes' | 'lastEpochShownTo'>): void {
    if (reset) {
      this.clear()
      return
    }
    if (lastEpochShownTo !== undefined)
      for (const entry of this.#all) if (entry.decidedAt > lastEpochShownTo) this.#drop(entry)
    for (const change of changes)
      for (const key of touchedKeys(change))
        for (const entry of this.#dependents.at(key)) if (entry.decidedAt < change.version) this.#drop(entry)
  }

  clear(): void {
    this.#shares = new Map()
    this.#all = new EntryPool(this.#limits.total)
    this.#dependents = new DependencyIndex()
  }

  get size(): number {
    return this.#all.size
  }

  /** An estimate of the memory in use. */
  get bytes(): number {
    return this.#all.bytes
  }

  #store(entry: CacheEntry): void {
    const bound = entry.credential === '' ? this.#limits.withoutCredential : this.#limits.perCredential
    if (entry.bytes > bound.bytes) return
    const share = this.#shares.get(entry.credential) ?? new CredentialShare(bound)
    this.#shares.set(entry.credential, share)
    const replaced = share.add(entry)
    if (replaced !== undefined) this.#drop(replaced)
    this.#all.add(entry)
    this.#dependents.add(entry.dependencyKeys, entry)
    this.#evict(share.pool)
    this.#evict(this.#all)
  }

  #evict(pool: EntryPool): void {
    for (let entry = pool.overflow(); entry !== undefined; entry = pool.overflow()) this.#drop(entry)
  }

  #drop(entry: CacheEntry): void {
    this.#all.remove(entry)
    this.#dependents.remove(entry.dependencyKeys, entry)
    const share = this.#shares.get(entry.credential)
    share?.remove(entry)
    if (share?.pool.size === 0) this.#shares.delete(entry.credential)
  }
}
