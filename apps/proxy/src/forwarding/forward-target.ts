import type { HeaderRules } from '@sallyport/routing'
import type { Upstream } from './upstream-pools.ts'

/** What of a message's headers passes. */
export type MessageRules = Pick<HeaderRules, 'toUpstream' | 'toClient' | 'trailers'>

/** Where requests are forwarded to, and how. */
export interface ForwardTarget {
  readonly upstream: Upstream
  readonly rules: MessageRules
  /** Until the head of the response is there; `undefined` is for ever. */
  readonly timeoutMs: number | undefined
  /** The upstream sees the Host of the request. */
  readonly preservesHost: boolean
  /** A name under `.localhost` is shared by everything on the machine: no browser may be told to use it over TLS only. */
  readonly isLocalhost: boolean
}
