import type { ServiceConfig } from '@sallyport/config'
import type { Reason } from '@sallyport/decisions'
import type { Mirror } from '@sallyport/records'
import type { Header, RouteEntry, RouteTable } from '@sallyport/routing'
import type { ServiceBase } from '@sallyport/service'
import type { CutReason } from './access/cut-reason.ts'
import type { EdgeRequest, EdgeResponse } from './edge-request.ts'

/**
 * A forwarded request in the registry of live connections. It is there before the verdict is given, so that no change slips
 * in before the upstream is dialled, and until `end`.
 */
export interface LiveConnectionHandle {
  /** Why the right is lost; `undefined` while it holds. Tested again after dialling. */
  readonly lostBecause: CutReason | undefined
  /** Calls back once, when the right is lost; in this very call if it already is. At most one listener. */
  onLost(listener: (reason: CutReason) => void): void
  /** The connection is over, however it ended. Idempotent. */
  end(): void
}

/** What becomes of a request on a route. */
export type Verdict =
  | {
      readonly outcome: 'forward'
      /** The route in the version that was decided about: where the request goes. */
      readonly route: RouteEntry
      /** Ours: they replace whatever else has these names. */
      readonly upstreamHeaders: readonly Header[]
      /** Whoever gets the verdict calls `end` in any case. */
      readonly connection: LiveConnectionHandle
      readonly userId?: string | undefined
      readonly userEmail?: string | undefined
      readonly sessionId?: string | undefined
      readonly reasons: readonly Reason[]
    }
  | {
      readonly outcome: 'respond'
      /** A redirect to sign in, a denial or a 503, in the shape that the client reads. */
      readonly response: EdgeResponse
      readonly userId?: string | undefined
      readonly userEmail?: string | undefined
      readonly sessionId?: string | undefined
      readonly reasons: readonly Reason[]
    }

/** Whether a request may go where its route leads. */
export interface RequestAuthorizer {
  /**
   * Synchronous when the decision is at hand, so that such a request does not wait for a turn. `signal` aborts when the
   * client goes away. It rejects only for a bug.
   */
  authorize(request: EdgeRequest, route: RouteEntry, signal: () => AbortSignal): Verdict | Promise<Verdict>
}

/** The product's own paths on every route's host: sign-in, sign-out, the user's page, the keys. */
export interface BuiltInEndpoints {
  /** `undefined`: there is no such path. */
  handle(request: EdgeRequest, signal: AbortSignal): Promise<EdgeResponse | undefined>
}

/** Everything that knows who may pass; `startProxy` opens it before it listens and closes it after the last request. */
export interface Access extends AsyncDisposable {
  readonly authorizer: RequestAuthorizer
  readonly builtIn: BuiltInEndpoints
}

/** What `openAccess` stands on. It adds its checks to `base.health`, its metrics to `base.metrics`, and starts the sync. */
export interface AccessOptions {
  readonly config: ServiceConfig<'proxy'>
  readonly base: ServiceBase
  /** Made by `createProxyMirror`; the table of routes already follows it. */
  readonly mirror: Mirror
  /** As of the newest change that the mirror shows. */
  readonly routes: { readonly table: RouteTable }
  /** Aborts when the service shall stop, also while it is still starting. */
  readonly signal: AbortSignal
}
