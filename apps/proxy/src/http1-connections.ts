import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { maxHeaderBytes, requestId } from '@sallyport/http'
import { maxPathLength } from '@sallyport/routing'
import type { Exchange } from './exchange.ts'
import { Http1Exchange, type Http1Options } from './http1-exchange.ts'
import type { Peer } from './peer.ts'

/** Speaks HTTP/1.1 on connections that others accepted. */
export class Http1Connections {
  readonly #onExchange: (exchange: Exchange) => void
  readonly #peers = new WeakMap<Duplex, Peer>()
  readonly #server: Server
  #isDraining = false

  constructor(onExchange: (exchange: Exchange) => void) {
    this.#onExchange = onExchange
    this.#server = createServer({
      insecureHTTPParser: false,
      // A missing Host is ours to answer, as is everything about a head that can be parsed.
      requireHostHeader: false,
      maxHeaderSize: maxHeaderBytes + 2 * maxPathLength,
      headersTimeout: headTimeoutMs,
      // An upload may take as long as it takes.
      requestTimeout: 0,
      keepAliveTimeout: keepAliveTimeoutMs,
      connectionsCheckingInterval: checkIntervalMs,
      shouldUpgradeCallback: asksForWebSocket,
    })
    // Headers beyond a count would be dropped in silence; a refusal is ours.
    this.#server.maxHeadersCount = 0
    this.#server.on('request', (request, response) => this.#handle(request, response, {}))
    this.#server.on('checkContinue', (request, response) => this.#handle(request, response, { expectsContinue: true }))
    this.#server.on('upgrade', (request, socket, upgradeHead) => this.#handleDetached(request, socket, { upgradeHead }))
    this.#server.on('connect', (request, socket) => this.#handleDetached(request, socket, {}))
    this.#server.on('clientError', answerUnreadable)
    // It never listens itself, and only a server that does watches over the time that heads take.
    this.#server.emit('listening')
  }

  accept(socket: TLSSocket, peer: Peer): void {
    this.#peers.set(socket, peer)
    this.#server.emit('connection', socket)
  }

  /** Closes idle connections, and every other one with its next answer. */
  drain(): void {
    this.#isDraining = true
    this.#server.close()
  }

  #handle(request: IncomingMessage, response: ServerResponse, options: Partial<Http1Options>): void {
    const peer = this.#peers.get(request.socket) ?? unknownPeer
    this.#onExchange(new Http1Exchange(request, response, { peer, isDraining: () => this.#isDraining, ...options }))
  }

  /** For requests after which Node leaves the connection to us: it closes with the answer, whatever else came on it. */
  #handleDetached(request: IncomingMessage, socket: Duplex, options: Partial<Http1Options>): void {
    socket.on('error', () => {})
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(request.socket)
    response.once('finish', () => socket.end())
    this.#handle(request, response, options)
  }
}

const headTimeoutMs = 10_000
// Longer than the idle time of common load balancers, so that they are the ones to close.
const keepAliveTimeoutMs = 75_000
const checkIntervalMs = 2_000
const unknownPeer: Peer = { address: '', isTrusted: false }

/** RFC 6455 section 4.1. Every other `Upgrade` is ignored, as RFC 9110 section 7.8 allows: it is never tunnelled. */
function asksForWebSocket({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    headers['content-length'] === undefined &&
    headers['transfer-encoding'] === undefined
  )
}

/** What could not be parsed gets a plain answer and no further reading: nobody can say where a next request would begin. */
function answerUnreadable(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
  const [status, reason] = unreadable.get(error.code ?? '') ?? ['400 Bad Request', 'malformed-request']
  const body = `${status}\nreason: ${reason}\nrequest id: ${requestId()}\n`
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nCache-Control: no-store\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    () => socket.destroy(),
  )
}

const unreadable: ReadonlyMap<string, readonly [status: string, reason: string]> = new Map([
  ['HPE_HEADER_OVERFLOW', ['431 Request Header Fields Too Large', 'headers-too-large']],
  ['ERR_HTTP_REQUEST_TIMEOUT', ['408 Request Timeout', 'head-too-slow']],
])
