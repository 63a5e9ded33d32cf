import type { Duplex } from 'node:stream'
import type { Header } from '@sallyport/routing'
import type { Dispatcher } from 'undici'
import type { CutReason } from '../access/cut-reason.ts'
import type { EdgeResponse } from '../edge-request.ts'
import { flatHeaders, headerPairsOfBytes } from '../listener/raw-headers.ts'
import type { Passage } from '../passage.ts'
import type { ForwardTarget } from './forward-target.ts'
import { type UpstreamFailure, upstreamFailure } from './upstream-failure.ts'
import { openWebSocketTunnel, type WebSocketTunnel } from './websocket-tunnel.ts'

export interface Forwarding {
  readonly passage: Passage
  readonly target: ForwardTarget
  /** What of the request's headers passes, ours among them. */
  readonly headers: readonly Header[]
  /** Whether a request for a WebSocket is passed on as one; else it is an ordinary request. */
  readonly upgrades: boolean
  readonly replies: ForwardReplies
  /** Tunnels that are open, so that they can be closed when the service stops. */
  readonly tunnels: Set<WebSocketTunnel>
}

/** What the client gets in place of a response. */
export interface ForwardReplies {
  upstreamFailed(passage: Passage, failure: UpstreamFailure): EdgeResponse
  rightLost(passage: Passage, reason: CutReason): EdgeResponse
}

/** Sends the request on and the response back, both as fast as their readers take them. Nothing is sent twice. */
export function forwardRequest(forwarding: Forwarding): void {
  const { passage, target, headers, upgrades } = forwarding
  const { exchange, request } = passage
  const { upstream, timeoutMs } = target
  const relay = new Relay(forwarding)
  passage.connection?.onLost((reason) => relay.cut(reason))
  if (relay.isOver) return
  exchange.onClose(() => relay.clientClosed())
  const options: DispatchOptions = {
    path: request.query === '' ? request.path : request.path + request.query,
    method: request.method,
    headers: flatHeaders(headers),
    body: exchange.takeBody() ?? null,
    upgrade: upgrades && request.isUpgrade ? 'websocket' : null,
    headersTimeout: timeoutMs ?? 0,
    servername: upstream.servername,
  }
  upstream.pool.dispatch(options, relay)
}

/** undici takes the server name from Host unless it is told; its types do not say so. */
type DispatchOptions = Dispatcher.DispatchOptions & { readonly servername: string }

/** One request in undici's hands. */
class Relay implements Dispatcher.DispatchHandler {
  readonly #forwarding: Forwarding
  #controller: Dispatcher.DispatchController | undefined
  #tunnel: WebSocketTunnel | undefined
  #hasStarted = false
  #waitsForDrain = false
  #isOver = false

  constructor(forwarding: Forwarding) {
    this.#forwarding = forwarding
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Connected, and about to write the request: the dialling took time in which the right may have gone. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#isOver) return controller.abort(new Error('the request is over'))
    this.#forwarding.passage.exchange.sendContinue()
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (status < 200 || this.#isOver) return
    const { passage } = this.#forwarding
    const raw = pairsOf(controller.rawHeaders)
    // Throws for headers that HTTP does not have; then nothing was sent yet, and the client gets an answer of ours.
    passage.exchange.start(status, this.#toClient(raw), raw.some(isChunked))
    this.#hasStarted = true
    passage.outcome = 'forwarded'
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { exchange } = this.#forwarding.passage
    if (this.#isOver || exchange.write(chunk)) return
    controller.pause()
    if (this.#waitsForDrain) return
    this.#waitsForDrain = true
    exchange.onDrain(() => controller.resume())
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    if (this.#isOver) return
    this.#isOver = true
    const { passage, target } = this.#forwarding
    passage.exchange.end(target.rules.trailers(pairsOf(controller.rawTrailers)))
  }

  onRequestUpgrade(
    controller: Dispatcher.DispatchController,
    _status: number,
    _headers: unknown,
    socket: Duplex,
  ): void {
    const { passage, tunnels } = this.#forwarding
    const raw = pairsOf(controller.rawHeaders)
    socket.on('error', () => {})
    if (this.#isOver) return void socket.destroy()
    if (!raw.some(([name, value]) => name.toLowerCase() === 'upgrade' && value.toLowerCase() === 'websocket')) {
      socket.destroy()
      return this.#fail({ ...upstreamFailure(undefined), reason: 'upstream-other-protocol' })
    }
    this.#hasStarted = true
    passage.outcome = 'forwarded'
    const client = passage.exchange.acceptUpgrade(this.#toClient(raw))
    const tunnel = openWebSocketTunnel(client, socket)
    this.#tunnel = tunnel
    tunnels.add(tunnel)
    client.socket.once('close', () => tunnels.delete(tunnel))
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (!this.#isOver) this.#fail(upstreamFailure(error))
  }

  /** The right is lost: whatever is open ends here and now. */
  cut(reason: CutReason): void {
    if (this.#isOver) return
    this.#isOver = true
    const { passage, replies } = this.#forwarding
    passage.failure = reason
    if (!this.#hasStarted) passage.respond('cut', replies.rightLost(passage, reason), true)
    else if (this.#tunnel === undefined) passage.exchange.reset()
    else this.#tunnel.close(policyViolation, reason)
    passage.outcome = 'cut'
    this.#controller?.abort(new Error('the right is lost'))
  }

  clientClosed(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#controller?.abort(new Error('the client went away'))
  }

  #fail(failure: UpstreamFailure): void {
    this.#isOver = true
    const { passage, replies } = this.#forwarding
    passage.failure = failure.reason
    if (this.#hasStarted) passage.exchange.reset()
    else passage.respond('upstream-failed', replies.upstreamFailed(passage, failure))
    passage.outcome = 'upstream-failed'
  }

  #toClient(raw: readonly Header[]): Header[] {
    const { rules, isLocalhost } = this.#forwarding.target
    const headers = rules.toClient(raw)
    return isLocalhost ? headers.filter(([name]) => !isStrictTransport(name)) : headers
  }
}

/** RFC 6455 section 7.4.1: "a message that violates its policy". */
const policyViolation = 1008

function pairsOf(raw: Dispatcher.DispatchController['rawHeaders']): Header[] {
  return Array.isArray(raw) ? headerPairsOfBytes(raw) : []
}

// Lengths are compared first: this runs for every header of every response.
function isStrictTransport(name: string): boolean {
  return name.length === 25 && name.toLowerCase() === 'strict-transport-security'
}

/** Only a response in chunks can have trailers (RFC 9112 section 7.1.2). */
function isChunked([name, value]: Header): boolean {
  return name.length === 17 && name.toLowerCase() === 'transfer-encoding' && /chunked/i.test(value)
}
