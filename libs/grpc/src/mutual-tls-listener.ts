import { once } from 'node:events'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { AppError, type Logger, type MonotonicMs, type Now } from '@sallyport/kernel'
import { examinePeer, type IdentitySource, type Peer, serviceTlsOptions } from '@sallyport/pki'
import { formatSpiffeId } from '@sallyport/service-identity'
import { RefusalLog } from './refusal-log.ts'
import type { CloseReason, GrpcServerObserver } from './server-observer.ts'

export interface ListenAddress {
  readonly host: string
  readonly port: number
}

export interface MutualTlsOptions {
  readonly address: ListenAddress
  readonly identities: IdentitySource
  readonly isRevoked: (peer: Peer) => boolean
  readonly onConnection: (socket: TLSSocket, peer: Peer) => void
  readonly log: Logger
  readonly observer: GrpcServerObserver
  readonly now: Now
  readonly monotonicMs: MonotonicMs
}

/** Our own reasons for refusing a connection, besides those of its certificate. TLS has more. */
export const handshakeRefusalCodes = ['not-http2'] as const

type HandshakeRefusal = (typeof handshakeRefusalCodes)[number] | Extract<CloseReason, 'revoked' | 'stopping'>

const handshakeTimeoutMs = 10_000

/**
 * Accepts connections of known services alone, by TLS 1.3 without resumption, and logs every other with a reason.
 * TLS itself would only hang up, and tell nobody who it was. Takes over a new identity of its own from one connection to the next.
 */
export class MutualTlsListener implements AsyncDisposable {
  readonly #options: MutualTlsOptions
  readonly #server: Server
  readonly #refusals: RefusalLog
  readonly #rotation: Disposable
  #isClosed = false

  private constructor(options: MutualTlsOptions) {
    this.#options = options
    this.#refusals = new RefusalLog(options.log, options.monotonicMs)
    this.#server = createServer(
      {
        ...serviceTlsOptions(options.identities.current()),
        requestCert: true,
        rejectUnauthorized: false,
        ALPNProtocols: ['h2'],
        handshakeTimeout: handshakeTimeoutMs,
      },
      (socket) => this.#examine(socket),
    )
    this.#server.on('tlsClientError', (error, socket) => this.#refuse(socket, errorCode(error)))
    this.#rotation = options.identities.onChange(() => {
      this.#server.setSecureContext(serviceTlsOptions(options.identities.current()))
    })
  }

  static async listen(options: MutualTlsOptions): Promise<MutualTlsListener> {
    const listener = new MutualTlsListener(options)
    const { host, port } = options.address
    try {
      listener.#server.listen(port, host)
      await once(listener.#server, 'listening')
    } catch (error) {
      listener.#rotation[Symbol.dispose]()
      throw new AppError('failed-precondition', `cannot listen on ${host} port ${port}`, { cause: error })
    }
    return listener
  }

  get address(): ListenAddress {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('not listening')
    return { host: address.address, port: address.port }
  }

  /** Accepts no further connection. Those that were handed over are no longer its concern. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    this.#rotation[Symbol.dispose]()
    this.#server.close()
  }

  #examine(socket: TLSSocket): void {
    socket.on('error', (error) => this.#options.log.debug({ err: error }, 'connection failed'))
    if (this.#isClosed) return this.#refuse(socket, 'stopping' satisfies HandshakeRefusal)
    const { identities, now, isRevoked, observer, onConnection } = this.#options
    const examination = examinePeer(socket, identities.current().identity.trustDomain, now())
    if (examination.outcome === 'refused') {
      const { subjectAltName: names, serialNumber: serial, issuer, validTo } = examination.certificate ?? {}
      return this.#refuse(socket, examination.reason, { names, serial, issuer, validTo })
    }
    const { peer } = examination
    const fields = { peer: formatSpiffeId(peer.identity), serial: peer.serialNumber }
    if (isRevoked(peer)) return this.#refuse(socket, 'revoked' satisfies HandshakeRefusal, fields)
    if (socket.alpnProtocol !== 'h2') return this.#refuse(socket, 'not-http2' satisfies HandshakeRefusal, fields)
    observer.handshakeAccepted(peer.identity.service)
    this.#options.log.debug({ ...fields, remoteAddress: socket.remoteAddress }, 'handshake accepted')
    onConnection(socket, peer)
  }

  #refuse(socket: TLSSocket, reason: string, fields: object = {}): void {
    this.#options.observer.handshakeRefused(reason)
    this.#refusals.write(reason, socket.remoteAddress, { remotePort: socket.remotePort, ...fields })
    socket.destroy()
  }
}

function errorCode(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}
