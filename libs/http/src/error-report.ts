import type { ErrorCode } from '@sallyport/kernel'

/** Why a request is not served, for whoever sent it. Nothing in it may be secret or tell more than its reader may know. */
export interface ErrorReport {
  readonly status: number
  readonly code: ErrorCode
  /** For programs: a constant in kebab-case such as `no-session`. */
  readonly reason: string
  /** For people: one sentence. */
  readonly message: string
  readonly requestId: string
  /** The host that was asked for. */
  readonly host?: string
  /** Who the caller is to us. */
  readonly user?: string
  /** The rule that said no, as the policy names it. */
  readonly rule?: string
  /** What the reader can do about it. */
  readonly nextStep?: string
  readonly signInUrl?: string
  readonly switchAccountUrl?: string
  readonly retryAfterSeconds?: number
  /** The credential that came is not good any more, so that a program should throw it away. */
  readonly invalidCredential?: boolean
  /** An origin that `isAllowedOrigin` has approved, whose script may read the answer. */
  readonly corsOrigin?: string
  /** The methods for `Allow`, which a 405 has to name. */
  readonly allow?: string
}
