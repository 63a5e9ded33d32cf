import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { RequestHead } from '@sallyport/http'
import type { Header } from '@sallyport/routing'
import type { EdgeResponse } from '../edge-request.ts'
import { switchingProtocols, type WebSocketSide } from '../forwarding/websocket-tunnel.ts'
import type { Exchange } from './exchange.ts'
import type { Peer } from './peer.ts'
import { flatHeaders, headerPairs, responseWithLength } from './raw-headers.ts'
import { RequestBody } from './request-body.ts'

export interface Http1Options {
  readonly peer: Peer
  /** The client waits for `100 Continue`. */
  readonly expectsContinue?: boolean
  /** The bytes that came after the head of a request for an upgrade. */
  readonly upgradeHead?: Buffer
  /** Whether the connection is to be closed after this answer. */
  readonly isDraining: () => boolean
}

export class Http1Exchange implements Exchange {
  readonly head: RequestHead
  readonly peer: Peer
  readonly isUpgrade: boolean
  status: number | undefined
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #options: Http1Options
  readonly #closeListeners: ((isWhole: boolean) => void)[] = []
  #isHeadSent = false
  #isOver = false

  constructor(request: IncomingMessage, response: ServerResponse, options: Http1Options) {
    this.#request = request
    this.#response = response
    this.#options = options
    this.peer = options.peer
    this.isUpgrade = options.upgradeHead !== undefined
    const { method = '', url: target = '', httpVersion, rawHeaders } = request
    this.head = { version: httpVersion === '1.0' ? '1.0' : '1.1', method, target, headers: headerPairs(rawHeaders) }
    response.on('error', ignoreError)
    response.on('close', () => this.#closed(response.writableFinished))
  }

  takeBody(): Readable | undefined {
    return this.head.headers.some(announcesBody) ? new RequestBody(this.#request) : undefined
  }

  sendContinue(): void {
    if (this.#options.expectsContinue === true) this.#response.writeContinue()
  }

  respond(response: EdgeResponse, closes: boolean): void {
    this.status = response.status
    if (closes || this.#options.isDraining()) this.#response.shouldKeepAlive = false
    this.#response.writeHead(response.status, responseWithLength(response))
    this.#response.end(this.head.method === 'HEAD' ? undefined : response.body)
  }

  start(status: number, headers: readonly Header[]): void {
    this.status = status
    if (this.#options.isDraining()) this.#response.shouldKeepAlive = false
    this.#response.writeHead(status, flatHeaders(headers))
    // Node keeps the head back for the first piece of the body, which may be hours away. One that comes at once goes out with it.
    process.nextTick(() => {
      if (!this.#isHeadSent) this.#response.flushHeaders()
    })
  }

  write(chunk: Uint8Array): boolean {
    this.#isHeadSent = true
    return this.#response.write(chunk)
  }

  onDrain(listener: () => void): void {
    this.#response.on('drain', listener)
  }

  end(trailers: readonly Header[]): void {
    this.#isHeadSent = true
    if (trailers.length > 0)
      this.#response.addTrailers(trailers.map(([name, value]): [string, string] => [name, value]))
    this.#response.end()
  }

  reset(): void {
    this.#response.destroy()
  }

  onClose(listener: (isWhole: boolean) => void): void {
    this.#closeListeners.push(listener)
  }

  acceptUpgrade(headers: readonly Header[]): WebSocketSide {
    const { socket } = this.#request
    this.status = 101
    this.#response.detachSocket(socket)
    socket.once('close', () => this.#closed(true))
    socket.write(switchingProtocols(headers))
    return { socket, head: this.#options.upgradeHead ?? Buffer.alloc(0) }
  }

  #closed(isWhole: boolean): void {
    if (this.#isOver) return
    this.#isOver = true
    for (const listener of this.#closeListeners) listener(isWhole)
  }
}

function ignoreError(): void {}

/** RFC 9112 section 6: a request has a body if it says how long it is. */
function announcesBody([name, value]: Header): boolean {
  switch (name.length) {
    case 14:
      return value !== '0' && name.toLowerCase() === 'content-length'
    case 17:
      return name.toLowerCase() === 'transfer-encoding'
    default:
      return false
  }
}
