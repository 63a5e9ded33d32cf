import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from 'node:tls'
import type { Address } from '@sallyport/config'
import type { ClientCertificate } from '@sallyport/decisions'
import { AppError, type Logger, withTimeout } from '@sallyport/kernel'
import { verifiedClientCertificate } from './client-certificate.ts'
import type { Exchange } from './exchange.ts'
import { Http1Connections } from './http1-connections.ts'
import { Http2Connections } from './http2-connections.ts'
import type { Peer } from './peer.ts'
import type { ServerCertificates } from './server-certificates.ts'

export interface EdgeListenerOptions {
  readonly addresses: readonly Address[]
  readonly certificates: Pick<ServerCertificates, 'defaultOptions' | 'contextFor' | 'onChange'>
  /** Whether clients are asked for a certificate, which `certificates` then knows how to verify. None is no reason to refuse. */
  readonly asksForCertificate?: boolean
  readonly peerOf: (remoteAddress: string | undefined, clientCertificate: ClientCertificate) => Peer
  /** Called for each request; does not throw. */
  readonly onExchange: (exchange: Exchange) => void
  /** How long the head of a request may take to come. */
  readonly headTimeoutMs?: number
  readonly log: Logger
}

/** Opens every address. One that this machine does not have IPv6 for is left out; any other that fails fails all. */
export async function openEdgeListener(options: EdgeListenerOptions): Promise<EdgeListener> {
  await using scope = new AsyncDisposableStack()
  const listener = scope.use(new EdgeListener(options))
  await listener.open()
  scope.move()
  return listener
}

/** HTTPS on several addresses: TLS ends here, and each connection goes on as HTTP/1.1 or HTTP/2, as ALPN (RFC 7301) settled. */
export class EdgeListener implements AsyncDisposable {
  readonly #options: EdgeListenerOptions
  readonly #servers: TlsServer[] = []
  readonly #sockets = new Set<TLSSocket>()
  readonly #http1: Http1Connections
  readonly #http2: Http2Connections
  readonly #stopReloading: Disposable

  constructor(options: EdgeListenerOptions) {
    this.#options = options
    this.#http1 = new Http1Connections(options.onExchange, { headTimeoutMs: options.headTimeoutMs ?? 10_000 })
    this.#http2 = new Http2Connections(options.onExchange)
    this.#stopReloading = options.certificates.onChange(() => {
      for (const server of this.#servers) server.setSecureContext(options.certificates.defaultOptions())
    })
  }

  /** Where it listens, with the ports that were chosen for 0. */
  get addresses(): readonly Address[] {
    return this.#servers.flatMap((server) => {
      const address = server.address()
      return isTcp(address) ? [{ host: address.address, port: address.port }] : []
    })
  }

  get openConnections(): { readonly http1: number; readonly http2: number } {
    const http2 = this.#http2.size
    return { http1: this.#sockets.size - http2, http2 }
  }

  async open(): Promise<void> {
    for (const address of this.#options.addresses) {
      const server = this.#createServer()
      server.listen({ ...address, ipv6Only: false })
      try {
        await once(server, 'listening')
        this.#servers.push(server)
        server.on('error', (error) => this.#options.log.error({ err: error, ...address }, 'listener failed'))
      } catch (error) {
        if (!isMissingIpv6(error, address)) throw cannotListen(error, address)
        this.#options.log.warn({ ...address }, 'no IPv6 here, address left out')
      }
    }
    if (this.#servers.length === 0) throw new AppError('unavailable', 'none of the addresses can be listened on')
  }

  /** Takes no new connection; those that are open go on. */
  stopAccepting(): void {
    for (const server of this.#servers.splice(0)) server.close()
  }

  /** Asks clients to go: GOAWAY on HTTP/2, `Connection: close` with the next answer on HTTP/1.1, idle connections close. */
  drain(): void {
    this.#http1.drain()
    this.#http2.drain()
  }

  /** Resolves when the last connection has closed, or when the time is up; says which. */
  async drainedWithin(timeoutMs: number): Promise<boolean> {
    using timeout = withTimeout(timeoutMs)
    while (this.#sockets.size > 0 && !timeout.aborted) {
      const [socket] = this.#sockets
      // Rejects when the time is up, and for the error of a connection that failed and closes next.
      if (socket !== undefined) await once(socket, 'close', { signal: timeout }).catch(() => {})
    }
    return this.#sockets.size === 0
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopReloading[Symbol.dispose]()
    this.stopAccepting()
    this.drain()
    for (const socket of this.#sockets) socket.destroy()
  }

  #createServer(): TlsServer {
    const { certificates, asksForCertificate = false, peerOf, log } = this.#options
    const server = createTlsServer({
      ...certificates.defaultOptions(),
      requestCert: asksForCertificate,
      rejectUnauthorized: false,
      SNICallback: (serverName, callback) => callback(null, certificates.contextFor(serverName)),
      ALPNProtocols: ['h2', 'http/1.1'],
      minVersion: 'TLSv1.2',
      handshakeTimeout: handshakeTimeoutMs,
      noDelay: true,
      keepAlive: true,
    })
    server.on('connection', (socket) => socket.on('error', () => {}))
    server.on('tlsClientError', (error, socket) => {
      log.debug({ err: error, peer: socket.remoteAddress }, 'TLS handshake failed')
      socket.destroy()
    })
    server.on('secureConnection', (socket) => {
      this.#sockets.add(socket)
      socket.on('error', () => {})
      socket.once('close', () => this.#sockets.delete(socket))
      const peer = peerOf(socket.remoteAddress, verifiedClientCertificate(socket))
      if (socket.alpnProtocol === 'h2') this.#http2.accept(socket, peer)
      else this.#http1.accept(socket, peer)
    })
    return server
  }
}

const handshakeTimeoutMs = 10_000

function isTcp(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}

function isMissingIpv6(error: unknown, { host }: Address): boolean {
  const code = errorCode(error)
  return host.includes(':') && (code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL')
}

function cannotListen(error: unknown, { host, port }: Address): AppError {
  const why = errorCode(error) ?? 'unknown error'
  return new AppError('unavailable', `cannot listen on ${host} port ${port} (${why})`, { cause: error })
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
