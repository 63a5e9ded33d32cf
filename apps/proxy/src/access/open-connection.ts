import type { ConnectionSubject, LiveConnection, LiveConnections } from '@sallyport/decisions'
import type { RouteEntry } from '@sallyport/routing'
import type { LiveConnectionHandle } from '../authorize-request.ts'
import type { CutReason } from './cut-reason.ts'
import type { Matter } from './matter.ts'

/** A request that is being decided or forwarded, in the registry of live connections from its making until its end. */
export class OpenConnection implements LiveConnectionHandle {
  readonly matter: Matter
  readonly live: LiveConnection<OpenConnection>
  /** The route that it is forwarded by. */
  route: RouteEntry
  /** Since when it is not known whether it may stay open, on the monotonic clock. */
  unknownSinceMs: number | undefined
  #lostBecause: CutReason | undefined
  #onLost: ((reason: CutReason) => void) | undefined
  #hasEnded = false

  constructor(registry: LiveConnections<OpenConnection>, matter: Matter, route: RouteEntry) {
    this.matter = matter
    this.route = route
    this.live = registry.register(subjectOf(matter, route), this)
  }

  get lostBecause(): CutReason | undefined {
    return this.#lostBecause
  }

  get isOver(): boolean {
    return this.#hasEnded || this.#lostBecause !== undefined
  }

  /** Returns whether this was the first loss. */
  lose(reason: CutReason): boolean {
    if (this.isOver) return false
    this.#lostBecause = reason
    this.#onLost?.(reason)
    return true
  }

  onLost(listener: (reason: CutReason) => void): void {
    this.#onLost = listener
    if (this.#lostBecause !== undefined) listener(this.#lostBecause)
  }

  end(): void {
    this.#hasEnded = true
    this.live[Symbol.dispose]()
  }
}

function subjectOf({ request, session }: Matter, route: RouteEntry): ConnectionSubject {
  const place = { host: request.authority, routeId: route.id }
  return session === undefined ? place : { ...place, sessionId: session.view.id, userId: session.view.userId }
}
