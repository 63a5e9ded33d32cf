import { constants, type ServerHttp2Stream } from 'node:http2'
import type { Readable } from 'node:stream'
import type { RequestHead } from '@sallyport/http'
import type { Header } from '@sallyport/routing'
import type { EdgeResponse } from '../edge-request.ts'
import type { WebSocketSide } from '../forwarding/websocket-tunnel.ts'
import type { Exchange } from './exchange.ts'
import type { Peer } from './peer.ts'
import { flatHeaders, responseWithLength } from './raw-headers.ts'
import { RequestBody } from './request-body.ts'

export class Http2Exchange implements Exchange {
  readonly head: RequestHead
  readonly peer: Peer
  readonly isUpgrade = false
  status: number | undefined
  readonly #stream: ServerHttp2Stream
  #trailers: readonly Header[] | undefined
  #waitsForTrailers = false
  #tookBody = false

  constructor(stream: ServerHttp2Stream, rawHeaders: readonly string[], peer: Peer) {
    this.#stream = stream
    this.peer = peer
    this.head = readHead(rawHeaders)
    stream.on('error', () => {})
  }

  takeBody(): Readable | undefined {
    if (this.#stream.endAfterHeaders) return undefined
    this.#tookBody = true
    return new RequestBody(this.#stream)
  }

  sendContinue(): void {
    const isAwaited = this.head.headers.some(([name, value]) => name === 'expect' && /^100-continue$/i.test(value))
    if (isAwaited && this.#isOpen()) this.#stream.additionalHeaders({ ':status': 100 })
  }

  respond(response: EdgeResponse): void {
    this.status = response.status
    if (!this.#isOpen()) return
    const endStream = this.head.method === 'HEAD' || response.body === ''
    this.#stream.respond([':status', String(response.status), ...responseWithLength(response)], { endStream })
    if (!endStream) this.#stream.end(response.body)
    this.#refuseRestOfBody()
  }

  start(status: number, headers: readonly Header[], mayHaveTrailers: boolean): void {
    this.status = status
    if (!this.#isOpen()) return
    const flat = flatHeaders(headers, [':status', String(status)])
    if (!mayHaveTrailers) return this.#stream.respond(flat)
    this.#waitsForTrailers = true
    this.#stream.respond(flat, { waitForTrailers: true })
    this.#stream.once('wantTrailers', () => this.#sendTrailers())
  }

  write(chunk: Uint8Array): boolean {
    return this.#stream.write(chunk)
  }

  onDrain(listener: () => void): void {
    this.#stream.on('drain', listener)
  }

  end(trailers: readonly Header[]): void {
    this.#trailers = trailers
    this.#stream.end()
    if (!this.#waitsForTrailers) this.#refuseRestOfBody()
  }

  reset(): void {
    this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR)
  }

  onClose(listener: (isWhole: boolean) => void): void {
    const { NGHTTP2_NO_ERROR } = constants
    this.#stream.once('close', () =>
      listener(this.#stream.writableFinished && this.#stream.rstCode === NGHTTP2_NO_ERROR),
    )
  }

  acceptUpgrade(): WebSocketSide {
    throw new TypeError('HTTP/2 has no upgrades (RFC 9113 section 8.6)')
  }

  #isOpen(): boolean {
    return !this.#stream.destroyed && !this.#stream.closed
  }

  #sendTrailers(): void {
    const byName = Map.groupBy(this.#trailers ?? [], ([name]) => name.toLowerCase())
    if (byName.size === 0) return this.#stream.close()
    const entries = Iterator.from(byName).map(([name, lines]) => [name, lines.map(([, value]) => value)])
    this.#stream.sendTrailers(Object.fromEntries(entries))
  }

  /** A request that was answered before its body came does not need the rest of it (RFC 9113 section 8.1). */
  #refuseRestOfBody(): void {
    if (this.#stream.endAfterHeaders || (this.#tookBody && this.#stream.readableEnded)) return
    // Closed in the same turn, Node would drop an answer of headers alone that it has not sent yet.
    this.#stream.once('finish', () => setImmediate(() => this.#stream.close(constants.NGHTTP2_NO_ERROR)))
  }
}

function readHead(rawHeaders: readonly string[]): RequestHead {
  let [method, target, authority] = ['', '', undefined as string | undefined]
  const headers: Header[] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = [rawHeaders[index], rawHeaders[index + 1]]
    if (!name.startsWith(':')) headers.push([name, value])
    else if (name === ':method') method = value
    else if (name === ':path') target = value
    else if (name === ':authority') authority = value
  }
  return { version: '2', method, target, authority, headers }
}
