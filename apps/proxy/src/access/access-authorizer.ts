import type { DefiniteDecision, HeldDecision, LiveConnections, Reason } from '@sallyport/decisions'
import type { RouteEntry } from '@sallyport/routing'
import type { RequestAuthorizer, Verdict } from '../authorize-request.ts'
import type { EdgeRequest, EdgeResponse } from '../edge-request.ts'
import { type ProxyReason, proxyReason } from '../proxy-reason.ts'
import { ambiguous, denied, undecided } from './access-replies.ts'
import type { Decider, Settlement } from './decider.ts'
import type { Freshness } from './freshness.ts'
import { type Matter, matterOf } from './matter.ts'
import { OpenConnection } from './open-connection.ts'
import type { SessionReader, SessionReading } from './session-reader.ts'
import type { UpstreamIdentity } from './upstream-identity.ts'

export interface AccessAuthorizerOptions {
  readonly sessions: Pick<SessionReader, 'read'>
  readonly decider: Decider
  readonly connections: LiveConnections<OpenConnection>
  readonly freshness: Pick<Freshness, 'isTooStale'>
  readonly identity: UpstreamIdentity
  readonly challenge: Challenge
}

/** Answers whoever has to sign in first. */
export interface Challenge {
  respond(request: EdgeRequest, route: RouteEntry['route'], reading: SessionReading): EdgeResponse
}

/** Who it is, then whether they may: from the cache in one turn, else by asking. */
export class AccessAuthorizer implements RequestAuthorizer {
  readonly #options: AccessAuthorizerOptions

  constructor(options: AccessAuthorizerOptions) {
    this.#options = options
  }

  authorize(request: EdgeRequest, route: RouteEntry, signal: () => AbortSignal): Verdict | Promise<Verdict> {
    const { freshness, sessions } = this.#options
    if (freshness.isTooStale) return unknown(request, route, 'mirror-stale')
    const reading = sessions.read(request, signal)
    return reading instanceof Promise
      ? reading.then((read) => this.#ask(request, route, read))
      : this.#decide(request, route, reading)
  }

  #decide(request: EdgeRequest, route: RouteEntry, reading: SessionReading): Verdict | Promise<Verdict> {
    const matter = matterOf(request, reading.outcome === 'live' ? reading : undefined)
    if (reading.outcome !== 'refused' && reading.outcome !== 'unknown') {
      const held = this.#options.decider.atHand(matter, route)
      if (held !== undefined) return this.#useAtOnce(matter, route, reading, held)
    }
    return this.#ask(request, route, reading)
  }

  #useAtOnce(matter: Matter, route: RouteEntry, reading: SessionReading, held: HeldDecision): Verdict {
    if (held.decision.outcome !== 'allow') return this.#refuse(matter.request, route, reading, held.decision)
    const connection = new OpenConnection(this.#options.connections, matter, route)
    connection.live.standOn(held)
    return this.#forward(connection, held.decision)
  }

  /** The connection is registered before anything is asked: what ends while it is being decided about cuts it. */
  async #ask(request: EdgeRequest, route: RouteEntry, reading: SessionReading): Promise<Verdict> {
    if (reading.outcome === 'refused')
      return respond(ambiguous(request, route.route, reading.reason), [proxyReason(reading.reason)])
    if (reading.outcome === 'unknown') return unknown(request, route, reading.reason)
    const { connections, decider } = this.#options
    const matter = matterOf(request, reading.outcome === 'live' ? reading : undefined)
    const connection = new OpenConnection(connections, matter, route)
    try {
      const verdict = this.#verdict(connection, reading, await decider.settle(matter, connection.live))
      if (verdict.outcome !== 'forward') connection.end()
      return verdict
    } catch (bug) {
      connection.end()
      throw bug
    }
  }

  #verdict(connection: OpenConnection, reading: SessionReading, settlement: Settlement): Verdict {
    if (connection.lostBecause !== undefined) return this.#lostMeanwhile(connection, reading)
    const { route, matter } = connection
    switch (settlement.outcome) {
      case 'moved':
        return unknown(matter.request, route, 'state-changing')
      case 'unknown':
        return respond(undecided(matter.request, route.route, settlement.reasons), settlement.reasons)
      case 'held': {
        const { decision } = settlement.held
        if (decision.outcome !== 'allow') return this.#refuse(matter.request, settlement.route, reading, decision)
        connection.route = settlement.route
        return this.#forward(connection, decision)
      }
    }
  }

  #lostMeanwhile({ matter, live, route }: OpenConnection, reading: SessionReading): Verdict {
    const { request } = matter
    if (live.cutBecause === undefined || live.cutBecause.type === 'route')
      return unknown(request, route, 'state-changing')
    const reasons = [proxyReason('session-ended')]
    const ended = reading.outcome === 'live' ? ({ outcome: 'ended', reason: 'session-ended' } as const) : reading
    return respond(this.#options.challenge.respond(request, route.route, ended), reasons)
  }

  #forward(connection: OpenConnection, decision: Extract<DefiniteDecision, { readonly outcome: 'allow' }>): Verdict {
    const { session } = connection.matter
    return {
      outcome: 'forward',
      route: connection.route,
      upstreamHeaders: this.#options.identity.headers(decision),
      connection,
      userId: session?.view.userId ?? decision.userId,
      userEmail: decision.userEmail,
      sessionId: session?.view.id,
      reasons: decision.reasons,
    }
  }

  #refuse(
    request: EdgeRequest,
    { route }: RouteEntry,
    reading: SessionReading,
    decision: Exclude<DefiniteDecision, { readonly outcome: 'allow' }>,
  ): Verdict {
    const about = {
      userId: decision.userId,
      userEmail: decision.userEmail,
      sessionId: reading.outcome === 'live' ? reading.view.id : undefined,
      reasons: decision.reasons,
    }
    const response =
      decision.outcome === 'deny'
        ? denied(request, route, decision)
        : this.#options.challenge.respond(request, route, reading)
    return { outcome: 'respond', response, ...about }
  }
}

function respond(response: EdgeResponse, reasons: readonly Reason[]): Verdict {
  return { outcome: 'respond', response, reasons }
}

function unknown(request: EdgeRequest, { route }: RouteEntry, code: ProxyReason): Verdict {
  const reasons = [proxyReason(code)]
  return respond(undecided(request, route, reasons), reasons)
}
