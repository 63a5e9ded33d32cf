import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { noClientCertificate } from '@sallyport/decisions'
import { maxHeaderBytes, maxHeaders } from '@sallyport/http'
import type { Exchange } from './exchange.ts'
import { Http2Exchange } from './http2-exchange.ts'
import type { Peer } from './peer.ts'

/** Speaks HTTP/2 on connections that others accepted. */
export class Http2Connections {
  readonly #onExchange: (exchange: Exchange) => void
  readonly #server: Http2Server
  readonly #sessions = new Set<ServerHttp2Session>()
  #accepting: Peer | undefined
  #isDraining = false

  constructor(onExchange: (exchange: Exchange) => void) {
    this.#onExchange = onExchange
    this.#server = createServer({
      maxHeaderListPairs: maxHeaders + pseudoHeaders,
      settings: { maxConcurrentStreams: 100, maxHeaderListSize: maxHeaderBytes, initialWindowSize: streamWindowBytes },
      // 200 resets at once and 20 a second after that; then the session ends (CVE-2023-44487).
      streamResetBurst: 200,
      streamResetRate: 20,
      // What an upstream says twice is for the client to judge, as over HTTP/1.1.
      strictSingleValueFields: false,
    })
    this.#server.on('session', (session) => this.#serve(session))
    this.#server.on('sessionError', () => {})
  }

  get size(): number {
    return this.#sessions.size
  }

  accept(socket: TLSSocket, peer: Peer): void {
    this.#accepting = peer
    this.#server.emit('connection', socket)
    this.#accepting = undefined
  }

  /** Sends GOAWAY: streams that are open end in their own time, then the connection does. */
  drain(): void {
    this.#isDraining = true
    for (const session of this.#sessions) session.close()
  }

  /** Called in the turn of `accept`. */
  #serve(session: ServerHttp2Session): void {
    const peer = this.#accepting ?? { address: '', isTrusted: false, clientCertificate: noClientCertificate }
    this.#sessions.add(session)
    session.once('close', () => this.#sessions.delete(session))
    session.on('error', () => {}).on('frameError', () => {})
    session.setLocalWindowSize(sessionWindowBytes)
    let openStreams = 0
    session.on('stream', (stream, _headers, _flags, rawHeaders: readonly string[]) => {
      openStreams += 1
      stream.once('close', () => {
        openStreams -= 1
      })
      this.#onExchange(new Http2Exchange(stream, rawHeaders, peer))
    })
    session.setTimeout(idleTimeoutMs, () => {
      if (openStreams === 0) session.close()
    })
    if (this.#isDraining) session.close()
  }
}

const pseudoHeaders = 4
const idleTimeoutMs = 300_000
const streamWindowBytes = 256 * 1024
const sessionWindowBytes = 1024 * 1024
