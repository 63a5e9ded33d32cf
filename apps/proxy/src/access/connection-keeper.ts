import type { LiveConnections } from '@sallyport/decisions'
import { type MonotonicMs, type Now, systemMonotonicMs, systemNow } from '@sallyport/kernel'
import type { Change, ChangeBatch, Mirror } from '@sallyport/records'
import { type RouteEntry, type RouteTable, routeAuthority, routeSchema } from '@sallyport/routing'
import { upgradeProblem } from '../upgrade-problem.ts'
import { type CutReason, cutReasonOf } from './cut-reason.ts'
import type { Decider } from './decider.ts'
import type { Freshness } from './freshness.ts'
import type { OpenConnection } from './open-connection.ts'
import { Redecisions } from './redecisions.ts'

export interface ConnectionKeeperOptions {
  readonly connections: LiveConnections<OpenConnection>
  readonly decider: Pick<Decider, 'settle'>
  readonly mirror: Pick<Mirror, 'get' | 'onChange'>
  readonly routes: { readonly table: RouteTable }
  readonly freshness: Pick<Freshness, 'isTooStale'>
  readonly onUnknown: 'close' | 'keep'
  readonly onUnknownGraceMs: number
  readonly onCut: (connection: OpenConnection, reason: CutReason) => void
  readonly now?: Now
  readonly monotonicMs?: MonotonicMs
  readonly tickMs?: number
}

/**
 * Takes open connections' right away as soon as it is gone. The end of what a connection stands on cuts it in the turn in which the
 * mirror shows it; any other change asks again, and what cannot be found out ends it after a grace.
 */
export class ConnectionKeeper implements Disposable {
  readonly #options: ConnectionKeeperOptions
  readonly #now: Now
  readonly #monotonicMs: MonotonicMs
  readonly #redecisions: Redecisions<OpenConnection>
  readonly #stopListening: Disposable
  readonly #timer: NodeJS.Timeout

  /** Make it after the route snapshot and after the decision cache listens: both must know of a change before it is acted on. */
  constructor(options: ConnectionKeeperOptions) {
    this.#options = options
    this.#now = options.now ?? systemNow
    this.#monotonicMs = options.monotonicMs ?? systemMonotonicMs
    this.#redecisions = new Redecisions((connection) => this.#redecide(connection))
    this.#stopListening = options.mirror.onChange((batch) => this.#changed(batch))
    this.#timer = setInterval(() => this.tick(), options.tickMs ?? 1_000).unref()
  }

  /** What only time brings about: the end of sessions and decisions, and of the grace for what is unknown. */
  tick(): void {
    const { connections, mirror, freshness, onUnknown, onUnknownGraceMs } = this.#options
    const nowMs = this.#monotonicMs()
    const { cut, redecide } = connections.expired(mirror, this.#now(), nowMs)
    this.#cutAll(cut.map(({ target }) => [target, 'session-expired']))
    const again = [...redecide.keys()].map(({ target }) => target)
    const tooLong: [OpenConnection, CutReason][] = []
    for (const { target } of connections) {
      if (freshness.isTooStale) target.unknownSinceMs ??= nowMs
      if (target.unknownSinceMs === undefined) continue
      if (onUnknown === 'close' && nowMs - target.unknownSinceMs >= onUnknownGraceMs)
        tooLong.push([target, 'authorization-unknown'])
      else again.push(target)
    }
    this.#cutAll(tooLong)
    if (!freshness.isTooStale) this.#redecisions.add(again)
  }

  /** Ends everything, because nothing can be relied on any more. */
  cutEverything(): void {
    this.#cutAll([...this.#options.connections].map(({ target }) => [target, 'authorization-unknown']))
  }

  /** How many connections wait to be decided about again. */
  get pending(): number {
    return this.#redecisions.pending
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    this.#stopListening[Symbol.dispose]()
  }

  #changed(batch: ChangeBatch): void {
    const { connections } = this.#options
    const { cut, redecide } = connections.apply(batch, this.#now())
    this.#cutAll(cut.map(({ target, cutBecause }) => [target, cutBecause ? cutReasonOf(cutBecause) : 'session-ended']))
    this.#cutAll(this.#displaced(batch).map((connection) => [connection, 'route-changed']))
    this.#redecisions.add([...redecide.keys()].map(({ target }) => target))
  }

  /** Connections whose path another route takes from now on. */
  #displaced({ changes }: ChangeBatch): OpenConnection[] {
    const { connections, routes } = this.#options
    const hosts = new Set(changes.filter(({ type }) => type === 'route').flatMap(hostsOf))
    return [...hosts].flatMap((host) =>
      connections
        .onHost(host)
        .filter(({ subject, target }) => routes.table.find(host, target.matter.request.path)?.id !== subject.routeId)
        .map(({ target }) => target),
    )
  }

  async #redecide(connection: OpenConnection): Promise<void> {
    if (connection.isOver) return
    const settlement = await this.#options.decider.settle(connection.matter, connection.live)
    if (connection.isOver) return
    switch (settlement.outcome) {
      case 'unknown':
        connection.unknownSinceMs ??= this.#monotonicMs()
        return
      case 'moved':
        return this.#cutAll([[connection, 'route-changed']])
      case 'held': {
        const { held, route } = settlement
        connection.unknownSinceMs = undefined
        if (held.decision.outcome === 'deny') return this.#cutAll([[connection, 'access-denied']])
        if (held.decision.outcome === 'unauthenticated') return this.#cutAll([[connection, 'session-ended']])
        if (isDisplacedBy(connection, route)) return this.#cutAll([[connection, 'route-changed']])
        connection.route = route
      }
    }
  }

  /** One that fails to close must not keep the others open. */
  #cutAll(cuts: readonly (readonly [OpenConnection, CutReason])[]): void {
    const bugs: unknown[] = []
    for (const [connection, reason] of cuts)
      try {
        if (connection.lose(reason)) this.#options.onCut(connection, reason)
      } catch (bug) {
        bugs.push(bug)
      }
    if (bugs.length > 0) throw new AggregateError(bugs, 'connections failed to close')
  }
}

/** The hosts whose routes a change of one may have changed. */
function hostsOf({ before, after }: Change): string[] {
  return [before, after].flatMap((record) => {
    const from = routeSchema.shape.from.safeParse(record?.data['from'])
    return from.success ? [routeAuthority({ from: from.data })] : []
  })
}

/**
 * Whether a new version of its route has no place for a connection that is open. The right to one upstream is no right to another, and
 * the old one may belong to somebody else by now.
 */
function isDisplacedBy({ route: before, matter }: OpenConnection, { route }: RouteEntry): boolean {
  return before.route.to.join() !== route.to.join() || upgradeProblem(matter.request, route) !== undefined
}
