import type { Reason } from '@sallyport/decisions'
import type { LiveConnectionHandle } from './authorize-request.ts'
import type { EdgeRequest, EdgeResponse } from './edge-request.ts'
import type { Exchange } from './listener/exchange.ts'
import type { ProxyReason } from './proxy-reason.ts'

/** What became of a request; the closed set of the metrics' label. */
export type PassageOutcome =
  /** Not a request that we take: its head, its method, its host or its path. */
  | 'refused'
  /** One of the product's own paths. */
  | 'built-in'
  /** Answered in place of the upstream: a redirect to sign in, a denial, a 503. */
  | 'not-authorized'
  | 'forwarded'
  | 'upstream-failed'
  /** The right was lost while the connection was open. */
  | 'cut'
  /** A bug. */
  | 'failed'

/** One request on its way, with what is known of it by the time it ends. */
export class Passage {
  readonly request: EdgeRequest
  readonly exchange: Exchange
  readonly startedMs: number
  outcome: PassageOutcome = 'failed'
  /** `undefined` while the request is on no route. */
  routeId: string | undefined
  userId: string | undefined
  userEmail: string | undefined
  sessionId: string | undefined
  reasons: readonly Reason[] = []
  /** Why it did not go as asked, beyond the reasons of the decision. */
  failure: ProxyReason | undefined
  /** Ended with the passage. */
  connection: LiveConnectionHandle | undefined
  #abort: AbortController | undefined
  #isOver = false

  constructor(request: EdgeRequest, exchange: Exchange, startedMs: number) {
    this.request = request
    this.exchange = exchange
    this.startedMs = startedMs
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Aborts when the passage ends. Made when first asked for: most requests are over before anybody waits. */
  signal(): AbortSignal {
    this.#abort ??= new AbortController()
    if (this.#isOver) this.#abort.abort()
    return this.#abort.signal
  }

  respond(outcome: PassageOutcome, response: EdgeResponse, closes = false): void {
    this.outcome = outcome
    this.exchange.respond(response, closes)
  }

  over(): void {
    this.#isOver = true
    this.#abort?.abort()
    this.connection?.end()
  }
}
