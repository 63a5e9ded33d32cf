import type { Socket } from 'node:net'
import type { ConnectionInjector } from '@grpc/grpc-js'
import type { Peer } from '@sallyport/pki'
import type { CloseReason, GrpcServerObserver } from './server-observer.ts'

interface Connection {
  readonly peer: Peer
  readonly socket: Socket
  readonly injector: ConnectionInjector
  /** When the peer is told to come back on a new connection, while what is left of its certificate gives it time to. */
  readonly goAwayAt: number
  isGoingAway: boolean
  closeReason: CloseReason
}

const maxGoAwayLeadMs = 5 * 60_000

/** The accepted connections of a server, each of which ends with the certificate that opened it. */
export class ConnectionRegistry {
  readonly #connections = new Set<Connection>()
  readonly #observer: GrpcServerObserver
  #onEmpty: (() => void) | undefined

  constructor(observer: GrpcServerObserver) {
    this.#observer = observer
  }

  add(peer: Peer, socket: Socket, injector: ConnectionInjector, now: Date): void {
    const lifetimeMs = peer.notAfter.getTime() - peer.notBefore.getTime()
    const leadStart = peer.notAfter.getTime() - Math.min(maxGoAwayLeadMs, lifetimeMs / 10)
    // A peer that comes later than this has no better certificate, and would only come again.
    const goAwayAt = now.getTime() < leadStart ? leadStart : Number.POSITIVE_INFINITY
    const connection: Connection = { peer, socket, injector, goAwayAt, isGoingAway: false, closeReason: 'peer' }
    this.#connections.add(connection)
    socket.once('close', () => {
      injector.destroy()
      this.#connections.delete(connection)
      this.#observer.connectionClosed(peer.identity.service, connection.closeReason)
      if (this.#connections.size === 0) this.#onEmpty?.()
    })
  }

  peers(): Peer[] {
    return [...this.#connections].map(({ peer }) => peer)
  }

  /** Sends away the peers whose certificates are about to expire, and cuts those whose certificates have. */
  endExpired(now: Date): void {
    for (const connection of this.#connections) {
      const remainingMs = connection.peer.notAfter.getTime() - now.getTime()
      if (remainingMs <= 0) close(connection, 'expired')
      else if (now.getTime() >= connection.goAwayAt) goAway(connection, remainingMs)
    }
  }

  /** Cuts every connection of a peer that `matches`, and says how many there were. */
  close(matches: (peer: Peer) => boolean, reason: CloseReason): number {
    const matching = [...this.#connections].filter(({ peer }) => matches(peer))
    for (const connection of matching) close(connection, reason)
    return matching.length
  }

  /** Lets calls in flight finish but takes no new ones; resolves once every connection is gone, by force after `graceMs`. */
  async drain(graceMs: number): Promise<void> {
    if (this.#connections.size === 0) return
    const { promise: empty, resolve } = Promise.withResolvers<void>()
    this.#onEmpty = resolve
    for (const connection of this.#connections) {
      connection.closeReason = 'stopping'
      goAway(connection, graceMs)
    }
    const force = setTimeout(() => this.close(() => true, 'stopping'), graceMs)
    await empty
    clearTimeout(force)
  }
}

function close(connection: Connection, reason: CloseReason): void {
  connection.closeReason = reason
  connection.socket.destroy()
}

// The registry cuts what does not go in time. The injector would too, a little later, but its peer would take that for a cancellation.
function goAway(connection: Connection, graceMs: number): void {
  if (connection.isGoingAway) return
  connection.isGoingAway = true
  connection.injector.drain(graceMs + 10_000)
}
