import type { Server } from 'node:https'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Logger, Now } from '@sallyport/kernel'
import { examinePeer, type IdentitySource, type Peer } from '@sallyport/pki'
import { formatSpiffeId } from '@sallyport/service-identity'
import type { AuthenticateReason } from '../reason.ts'

/** The connections of proxies. Who is at the other end is told once, by the certificate, and holds until that ends. */
export class ProxyConnections {
  readonly #peers = new WeakMap<Socket, Peer>()
  readonly #identities: Pick<IdentitySource, 'current'>
  readonly #log: Logger
  readonly #now: Now

  constructor(identities: Pick<IdentitySource, 'current'>, log: Logger, now: Now) {
    this.#identities = identities
    this.#log = log
    this.#now = now
  }

  /** Examines every connection of a server that takes all certificates, before the server reads from it. */
  guard(server: Server): void {
    server.prependListener('secureConnection', (socket) => this.#examine(socket))
    server.on('tlsClientError', (error, socket) => {
      this.#log.warn({ err: error, remote_address: socket.remoteAddress }, 'handshake failed')
      socket.destroy()
    })
  }

  /** `undefined` for a connection that was refused, from which nothing is answered. */
  peerOf(socket: Socket): Peer | undefined {
    return this.#peers.get(socket)
  }

  #examine(socket: TLSSocket): void {
    socket.on('error', (error) => this.#log.debug({ err: error }, 'connection failed'))
    const examination = examinePeer(socket, this.#identities.current().identity.trustDomain, this.#now())
    if (examination.outcome === 'refused') return this.#refuse(socket, examination.reason)
    const { peer } = examination
    if (peer.identity.service !== 'proxy')
      return this.#refuse(socket, 'not-a-proxy' satisfies AuthenticateReason, formatSpiffeId(peer.identity))
    this.#peers.set(socket, peer)
    const expiry = setTimeout(() => socket.destroy(), peer.notAfter.getTime() - this.#now().getTime()).unref()
    socket.once('close', () => clearTimeout(expiry))
  }

  #refuse(socket: TLSSocket, reason: string, peer?: string): void {
    this.#log.warn({ reason, peer, remote_address: socket.remoteAddress }, 'connection refused')
    socket.destroy()
  }
}
