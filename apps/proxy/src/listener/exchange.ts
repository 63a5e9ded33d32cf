import type { Readable } from 'node:stream'
import type { RequestHead } from '@sallyport/http'
import type { Header } from '@sallyport/routing'
import type { EdgeResponse } from '../edge-request.ts'
import type { WebSocketSide } from '../forwarding/websocket-tunnel.ts'
import type { Peer } from './peer.ts'

/** One request as it arrived and the way to answer it, alike for HTTP/1.1 and HTTP/2. It is answered once, whole or in pieces. */
export interface Exchange {
  readonly head: RequestHead
  readonly peer: Peer
  /** Asks for a WebSocket (RFC 6455 section 4.1). */
  readonly isUpgrade: boolean
  /** The status of the answer; `undefined` before there is one. */
  readonly status: number | undefined
  /** `undefined`: the request has no body. Ending or destroying it leaves the connection to the client alone. Taken once. */
  takeBody(): Readable | undefined
  /** Tells a client that waits before it sends the body (RFC 9110 section 10.1.1) to go on. */
  sendContinue(): void
  /** Answers with a response of our own. `closes`: what follows on an HTTP/1 connection is not read. */
  respond(response: EdgeResponse, closes: boolean): void
  /** Begins a response that comes in pieces. */
  start(status: number, headers: readonly Header[], mayHaveTrailers: boolean): void
  /** False: wait for `onDrain` before the next piece. */
  write(chunk: Uint8Array): boolean
  onDrain(listener: () => void): void
  end(trailers: readonly Header[]): void
  /** Breaks a response off, so that the client sees that it is not whole. */
  reset(): void
  /** Calls back once, when the exchange is over; `isWhole` says whether the client was sent all of the response. */
  onClose(listener: (isWhole: boolean) => void): void
  /** The connection of a request with `isUpgrade`, after the response head that accepts it. Nothing was read from it so far. */
  acceptUpgrade(headers: readonly Header[]): WebSocketSide
}
