import { checkRequestHead, type RequestHeadResult } from '@sallyport/http'
import type { MonotonicMs } from '@sallyport/kernel'
import { type Header, normalizeTarget, type RouteEntry, routeRequest } from '@sallyport/routing'
import type { BuiltInEndpoints, RequestAuthorizer, Verdict } from './authorize-request.ts'
import { badRequest, forwardReplies, internalError, notFound, upgradeRefused } from './error-replies.ts'
import { forwardRequest } from './forwarding/forward-request.ts'
import type { ForwardTarget } from './forwarding/forward-target.ts'
import type { WebSocketTunnel } from './forwarding/websocket-tunnel.ts'
import { ArrivedRequest, type RequestAddress } from './listener/arrived-request.ts'
import type { Exchange } from './listener/exchange.ts'
import { type ClientAddresses, forwardedFor } from './listener/peer.ts'
import { Passage } from './passage.ts'
import type { RouteSnapshot } from './route-snapshot.ts'
import { upgradeProblem } from './upgrade-problem.ts'

export interface RequestHandlerOptions {
  /** Canonical. Requests for it go to authenticate, whatever the routes say. */
  readonly authenticateAuthority: string
  readonly authenticate: ForwardTarget
  readonly routes: Pick<RouteSnapshot, 'table' | 'target'>
  readonly clients: ClientAddresses
  readonly authorizer: RequestAuthorizer
  readonly builtIn: BuiltInEndpoints
  readonly observer: PassageObserver
  readonly monotonicMs: MonotonicMs
}

export interface PassageObserver {
  began(passage: Passage): void
  /** `isWhole`: the client was sent all of the answer. */
  ended(passage: Passage, isWhole: boolean): void
  /** A bug. */
  failed(passage: Passage, error: unknown): void
}

/** The way of every request, in the order in which `#serve` lists it. */
export class RequestHandler {
  readonly #options: RequestHandlerOptions
  readonly #tunnels = new Set<WebSocketTunnel>()

  constructor(options: RequestHandlerOptions) {
    this.#options = options
  }

  handle(exchange: Exchange): void {
    const { clients, observer, monotonicMs } = this.#options
    const place = this.#locate(checkRequestHead(exchange.head), exchange)
    const client = clients.clientOf(exchange.peer, exchange.head.headers)
    const passage = new Passage(new ArrivedRequest(exchange, place, client), exchange, monotonicMs())
    observer.began(passage)
    exchange.onClose((isWhole) => {
      passage.over()
      observer.ended(passage, isWhole)
    })
    try {
      this.#serve(passage, place)
    } catch (error) {
      this.#fail(passage, error)
    }
  }

  /** Ends the WebSockets that are still open, with "going away" (RFC 6455 section 7.4.1). */
  closeTunnels(): void {
    for (const tunnel of this.#tunnels) tunnel.close(1001, 'the proxy is stopping')
  }

  #serve(passage: Passage, place: Place): void {
    const { request } = passage
    switch (place.outcome) {
      case 'refused':
        passage.failure = place.reason
        return passage.respond('refused', badRequest(request, place.status, place.reason), place.closes)
      case 'authenticate':
        return this.#forwardToAuthenticate(passage)
      case 'unknown-host':
      case 'no-route':
        passage.failure = place.outcome
        return passage.respond('refused', notFound(request, place.outcome))
      case 'reserved':
        return this.#builtIn(passage)
      case 'route': {
        passage.routeId = place.entry.id
        return this.#refusesUpgrade(passage, place.entry) ? undefined : this.#authorize(passage, place.entry)
      }
    }
  }

  /** One authority, one normal form of the path, one route. */
  #locate(head: RequestHeadResult, exchange: Exchange): Place {
    if (head.outcome === 'refused') return { ...head, authority: '', path: exchange.head.target, query: '' }
    const { authority, target } = head
    const routed =
      authority === this.#options.authenticateAuthority
        ? toAuthenticate(target)
        : routeRequest(this.#options.routes.table, authority, target)
    switch (routed.outcome) {
      case 'refused':
        return { ...routed, status: 400, closes: false, authority, path: target, query: '' }
      case 'unknown-host':
      case 'no-route':
        return { ...routed, authority, path: target, query: '' }
      case 'authenticate':
      case 'reserved':
      case 'route':
        return { ...routed, authority }
    }
  }

  #builtIn(passage: Passage): void {
    const { request } = passage
    this.#options.builtIn.handle(request, passage.signal()).then(
      (response) => {
        if (response !== undefined) return passage.respond('built-in', response)
        passage.failure = 'unknown-path'
        passage.respond('built-in', notFound(request, 'unknown-path'))
      },
      (error: unknown) => this.#fail(passage, error),
    )
  }

  /** Whether the answer was given: this route does not take such a WebSocket. */
  #refusesUpgrade(passage: Passage, { route }: RouteEntry): boolean {
    const problem = upgradeProblem(passage.request, route)
    if (problem === undefined) return false
    passage.failure = problem
    passage.respond('refused', upgradeRefused(passage.request, problem))
    return true
  }

  #authorize(passage: Passage, entry: RouteEntry): void {
    const verdict = this.#options.authorizer.authorize(passage.request, entry, () => passage.signal())
    if (!(verdict instanceof Promise)) return this.#carryOut(passage, verdict)
    verdict.then((found) => this.#carryOut(passage, found)).catch((error: unknown) => this.#fail(passage, error))
  }

  #carryOut(passage: Passage, verdict: Verdict): void {
    passage.userId = verdict.userId
    passage.userEmail = verdict.userEmail
    passage.sessionId = verdict.sessionId
    passage.reasons = verdict.reasons
    if (verdict.outcome === 'respond') return passage.respond('not-authorized', verdict.response)
    passage.connection = verdict.connection
    if (passage.isOver) return verdict.connection.end()
    // The route may be another version of the one that was found.
    if (this.#refusesUpgrade(passage, verdict.route)) return
    this.#forward(passage, this.#options.routes.target(verdict.route), verdict.upstreamHeaders)
  }

  #forward(passage: Passage, target: ForwardTarget, identity: readonly Header[]): void {
    const { request, exchange } = passage
    const { requestId, authority, rawHeaders } = request
    const ours: Header[] = [
      ['x-forwarded-for', forwardedFor(exchange.peer, rawHeaders)],
      ['x-forwarded-proto', 'https'],
      ['x-forwarded-host', authority],
      ['x-request-id', requestId],
      ...identity,
    ]
    if (target.preservesHost) ours.push(['host', authority])
    const headers = target.rules.toUpstream(rawHeaders, { fromTrustedPeer: exchange.peer.isTrusted, ours })
    forwardRequest({ passage, target, headers, upgrades: true, replies: forwardReplies, tunnels: this.#tunnels })
  }

  /** authenticate takes our word for who the client is, so it gets one address and nothing that the client says of it. */
  #forwardToAuthenticate(passage: Passage): void {
    const { authenticate } = this.#options
    const { requestId, authority, rawHeaders, clientAddress } = passage.request
    const ours: Header[] = [
      ['host', authority],
      ['x-forwarded-for', clientAddress],
      ['x-forwarded-proto', 'https'],
      ['x-forwarded-host', authority],
      ['x-request-id', requestId],
    ]
    const headers = authenticate.rules.toUpstream(rawHeaders, { fromTrustedPeer: false, ours })
    forwardRequest({
      passage,
      target: authenticate,
      headers,
      upgrades: false,
      replies: forwardReplies,
      tunnels: this.#tunnels,
    })
  }

  #fail(passage: Passage, error: unknown): void {
    this.#options.observer.failed(passage, error)
    passage.outcome = 'failed'
    if (passage.exchange.status === undefined) passage.respond('failed', internalError(passage.request), true)
    else passage.exchange.reset()
  }
}

type Routed = ReturnType<typeof routeRequest>
type Refused = Extract<RequestHeadResult | Routed, { readonly outcome: 'refused' }>

/** Where a request goes, with what to call it by in any case. */
type Place = RequestAddress &
  (
    | {
        readonly outcome: 'refused'
        readonly reason: Refused['reason']
        readonly status: 400 | 405 | 431
        readonly closes: boolean
      }
    | { readonly outcome: 'unknown-host' | 'no-route' | 'reserved' | 'authenticate' }
    | { readonly outcome: 'route'; readonly entry: RouteEntry }
  )

function toAuthenticate(target: string) {
  const normal = normalizeTarget(target)
  if (normal.outcome === 'refused') return normal
  if (normal.encodedSlash) return { outcome: 'refused', reason: 'encoded-slash' } as const
  return { outcome: 'authenticate', path: normal.path, query: normal.query } as const
}
