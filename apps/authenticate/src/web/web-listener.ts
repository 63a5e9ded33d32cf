import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { AppError, type Logger, type Now, withTimeout } from '@sallyport/kernel'
import { type IdentitySource, serviceTlsOptions } from '@sallyport/pki'
import type { Handler } from './endpoint.ts'
import { ProxyConnections } from './proxy-connections.ts'
import type { WebReply } from './web-reply.ts'
import { type WebRequest, webRequest } from './web-request.ts'

export interface WebListenerOptions {
  readonly address: { readonly host: string; readonly port: number }
  readonly identities: IdentitySource
  /** Answers every request; does not throw. */
  readonly answer: Handler
  /** Called when a request is over; `isWhole` says whether the answer was sent to its end. */
  readonly onAnswered: (request: WebRequest, reply: WebReply, durationMs: number, isWhole: boolean) => void
  readonly log: Logger
  readonly now: Now
  /** How long requests may take to finish when it stops. */
  readonly graceMs?: number
}

const requestLimitMs = 20_000

/** HTTP/1.1 over mutual TLS 1.3, for proxies alone. Its own certificate changes from one connection to the next. */
export class WebListener implements AsyncDisposable {
  readonly #options: WebListenerOptions
  readonly #server: Server
  readonly #connections: ProxyConnections
  readonly #rotation: Disposable
  #isStopping = false

  private constructor(options: WebListenerOptions) {
    this.#options = options
    const { identities, log, now } = options
    this.#connections = new ProxyConnections(identities, log, now)
    this.#server = createServer(
      {
        ...serviceTlsOptions(identities.current()),
        requestCert: true,
        rejectUnauthorized: false,
        ALPNProtocols: ['http/1.1'],
        handshakeTimeout: 10_000,
        maxHeaderSize: 65_536,
        headersTimeout: 10_000,
        requestTimeout: 20_000,
        // Longer than a proxy keeps an idle connection, so that it is never closed under a request.
        keepAliveTimeout: 60_000,
      },
      (message, response) => void this.#serve(message, response),
    )
    this.#connections.guard(this.#server)
    this.#rotation = identities.onChange(() => this.#server.setSecureContext(serviceTlsOptions(identities.current())))
  }

  /** Throws `unavailable` for an address that cannot be listened on. */
  static async listen(options: WebListenerOptions): Promise<WebListener> {
    const listener = new WebListener(options)
    const { host, port } = options.address
    try {
      listener.#server.listen(port, host)
      await once(listener.#server, 'listening')
    } catch (cause) {
      listener.#rotation[Symbol.dispose]()
      throw new AppError('unavailable', `cannot listen on ${host} port ${port} for sign-in`, { cause })
    }
    return listener
  }

  get port(): number {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('not listening')
    return address.port
  }

  /** Accepts nothing more, lets requests finish, and cuts what is left when the grace is over. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true
    this.#rotation[Symbol.dispose]()
    const closed = once(this.#server, 'close')
    this.#server.close()
    const force = setTimeout(() => this.#server.closeAllConnections(), this.#options.graceMs ?? 5_000)
    await closed
    clearTimeout(force)
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.#connections.peerOf(message.socket)) return void message.socket.destroy()
    const begunMs = performance.now()
    const gone = new AbortController()
    response.on('error', () => {})
    response.once('close', () => gone.abort(new AppError('cancelled', 'the client has gone')))
    using limited = withTimeout(requestLimitMs, gone.signal)
    const request = webRequest(message)
    const reply = await this.#options.answer(request, limited)
    response.once('close', () => {
      this.#options.onAnswered(request, reply, performance.now() - begunMs, response.writableFinished)
    })
    if (this.#isStopping) response.shouldKeepAlive = false
    send(response, reply, request.method === 'HEAD')
  }
}

function send(response: ServerResponse, { status, headers, cookies = [], body }: WebReply, isHead: boolean): void {
  const length = status === 304 ? {} : { 'content-length': Buffer.byteLength(body) }
  response.writeHead(status, { ...headers, ...length, ...(cookies.length > 0 && { 'set-cookie': [...cookies] }) })
  response.end(isHead ? undefined : body)
}
