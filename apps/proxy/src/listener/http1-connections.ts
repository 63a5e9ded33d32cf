import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { noClientCertificate } from '@sallyport/decisions'
import { maxHeaderBytes, type RequestHeadProblem, requestId } from '@sallyport/http'
import { maxPathLength } from '@sallyport/routing'
import type { EdgeReason } from '../edge-reason.ts'
import type { Exchange } from './exchange.ts'
import { Http1Exchange, type Http1Options } from './http1-exchange.ts'
import type { Peer } from './peer.ts'

/** Speaks HTTP/1.1 on connections that others accepted. */
export class Http1Connections {
  readonly #onExchange: (exchange: Exchange) => void
  readonly #peers = new WeakMap<Duplex, Peer>()
  /** The newest request of each connection. */
  readonly #newest = new WeakMap<Duplex, { readonly request: IncomingMessage; readonly response: ServerResponse }>()
  readonly #server: Server
  #isDraining = false

  constructor(onExchange: (exchange: Exchange) => void, { headTimeoutMs }: { readonly headTimeoutMs: number }) {
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
      connectionsCheckingInterval: headTimeoutMs / 5,
      shouldUpgradeCallback: asksForWebSocket,
    })
    // Headers beyond a count would be dropped in silence; a refusal is ours.
    this.#server.maxHeadersCount = 0
    this.#server.on('request', (request, response) => this.#handle(request, response, {}))
    this.#server.on('checkContinue', (request, response) => this.#handle(request, response, { expectsContinue: true }))
    this.#server.on('upgrade', (request, socket, upgradeHead) => this.#handleDetached(request, socket, { upgradeHead }))
    this.#server.on('connect', (request, socket) => this.#handleDetached(request, socket, {}))
    this.#server.on('clientError', (error, socket) => this.#handleUnreadable(error, socket))
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
    this.#newest.set(request.socket, { request, response })
    this.#onExchange(new Http1Exchange(request, response, { peer, isDraining: () => this.#isDraining, ...options }))
  }

  /** What could not be parsed: a head, a body, or bytes behind a request that is still being answered. */
  #handleUnreadable(error: Error & { readonly code?: string }, socket: Duplex): void {
    const newest = this.#newest.get(socket)
    if (error.code === 'ECONNRESET') socket.destroy()
    else if (newest === undefined || newest.response.writableFinished || isBroken(newest)) {
      if (socket.writable) answerUnreadable(error.code ?? '', socket)
    } else if (newest.request.complete || newest.response.writableEnded) newest.response.shouldKeepAlive = false
    else socket.destroy()
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

/** Whether the request itself cannot be read to its end, and nothing was answered so far. */
function isBroken({
  request,
  response,
}: {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}): boolean {
  return !request.complete && !response.headersSent
}

/** A plain answer, after which nothing is read: nobody can say where a next request would begin. */
function answerUnreadable(code: string, socket: Duplex): void {
  const [status, reason] = unreadable.get(code) ?? malformed
  const body = `${status}\nreason: ${reason}\nrequest id: ${requestId()}\n`
  const headers = [
    `HTTP/1.1 ${status}`,
    'Connection: close',
    'Cache-Control: no-store',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${body.length}`,
  ]
  socket.resume().end(`${headers.join('\r\n')}\r\n\r\n${body}`)
  // To close with bytes unread would reset the connection, and the client would lose the answer.
  const timer = setTimeout(() => socket.destroy(), lingerMs)
  socket.once('close', () => clearTimeout(timer))
}

/** Why the head of a request could not be read. */
type UnreadableReason =
  | Extract<EdgeReason, 'malformed-request' | 'head-too-slow'>
  | Extract<RequestHeadProblem, 'headers-too-large'>

const malformed: readonly [string, UnreadableReason] = ['400 Bad Request', 'malformed-request']
const lingerMs = 1_000
// Longer than the idle time of common load balancers, so that they are the ones to close.
const keepAliveTimeoutMs = 75_000
const unknownPeer: Peer = { address: '', isTrusted: false, clientCertificate: noClientCertificate }

/** RFC 6455 section 4.1. Every other `Upgrade` is ignored, as RFC 9110 section 7.8 allows: it is never tunnelled. */
function asksForWebSocket({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    headers['content-length'] === undefined &&
    headers['transfer-encoding'] === undefined
  )
}

const unreadable: ReadonlyMap<string, readonly [status: string, reason: UnreadableReason]> = new Map([
  ['HPE_HEADER_OVERFLOW', ['431 Request Header Fields Too Large', 'headers-too-large']],
  ['ERR_HTTP_REQUEST_TIMEOUT', ['408 Request Timeout', 'head-too-slow']],
])
