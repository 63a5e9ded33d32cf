import type { Version } from '@sallyport/records'
import type { Dependency } from './dependency.ts'

/** Why a decision is what it is: a code from the closed list in `docs/errors.md`, and the rule that said so. */
export interface Reason {
  readonly code: string
  readonly rule: string
}

export interface UpstreamHeader {
  readonly name: string
  readonly value: string
}

interface About {
  readonly reasons: readonly Reason[]
  /** Who was decided about, for the access log, the denial page and the registry of connections. */
  readonly userId?: string
  readonly userEmail?: string
}

/** Yes, no, or "sign in first": the answers that hold until something they depend on changes. */
export type DefiniteDecision =
  | (About & { readonly outcome: 'allow'; readonly upstreamHeaders: readonly UpstreamHeader[] })
  | (About & { readonly outcome: 'deny' })
  | (About & { readonly outcome: 'unauthenticated' })

/** A dependency is broken or behind: neither yes nor no. It answers 503 and is never stored. */
export interface UnknownDecision {
  readonly outcome: 'unknown'
  readonly reasons: readonly Reason[]
}

export type Decision = DefiniteDecision | UnknownDecision

/** A request attribute that was read, with the value read; names as in `RequestAttributes`. */
export interface VaryEntry {
  readonly attribute: string
  readonly value: string
}

/** What a decision rests on. It holds for every request that agrees on all of `vary`, until a dependency changes or its lifetime ends. */
export interface Basis {
  readonly epoch: string
  /** The version of the state that was evaluated. */
  readonly decidedAt: Version
  readonly dependencies: readonly Dependency[]
  readonly vary: readonly VaryEntry[]
  /** From the sending of the question. 0: use it once, do not store it. */
  readonly lifetimeMs: number
}

/** What authorize answers to one `Check`. `stale`: it knows the route in another version than the one asked for. */
export type CheckAnswer =
  | { readonly outcome: 'decided'; readonly decision: DefiniteDecision; readonly basis: Basis }
  | UnknownDecision
  | { readonly outcome: 'stale' }
