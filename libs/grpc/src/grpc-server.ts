import type { TLSSocket } from 'node:tls'
import { experimental, logVerbosity, Server, ServerCredentials, setLogVerbosity } from '@grpc/grpc-js'
import { type Logger, type MonotonicMs, type Now, systemMonotonicMs, systemNow } from '@sallyport/kernel'
import type { IdentitySource, Peer } from '@sallyport/pki'
import type { MethodRights } from '@sallyport/service-identity'
import { admitCalls } from './admit-calls.ts'
import { answerBidiStream, answerServerStream } from './answer-stream.ts'
import { answerUnary } from './answer-unary.ts'
import { CallRunner } from './call-runner.ts'
import { channelLimits } from './channel-limits.ts'
import { ConnectionRegistry } from './connection-registry.ts'
import { Health } from './health.ts'
import type { ImplementedMethod } from './implementation.ts'
import { assertRightsComplete, servicesOf, withRightsForAll } from './method-table.ts'
import { type ListenAddress, MutualTlsListener } from './mutual-tls-listener.ts'
import { type CloseReason, type GrpcServerObserver, silentObserver } from './server-observer.ts'

export interface GrpcServerOptions {
  readonly address: ListenAddress
  readonly identities: IdentitySource
  /** From `implement`, for each service that is served. The health service is always served too. */
  readonly methods: readonly ImplementedMethod[]
  /** Who may call which of these methods: a row for each, else the server does not start. */
  readonly rights: MethodRights
  readonly log: Logger
  readonly observer?: GrpcServerObserver
  /** Asked at every handshake. A revocation that comes later also needs `closeConnections`. */
  readonly isRevoked?: (peer: Peer) => boolean
  /** How long a caller may read nothing of a stream that has more for it; then the call ends with `resource-exhausted`. */
  readonly stallLimitMs?: number
  /** How long `asyncDispose` lets unary calls finish. */
  readonly graceMs?: number
  readonly now?: Now
  readonly monotonicMs?: MonotonicMs
  /** How often connections are compared with the end of their certificates. */
  readonly expiryCheckMs?: number
}

/**
 * Serves gRPC over mutual TLS and nothing else. Who calls is told by the certificate, once per connection; what it may call by `rights`.
 * A connection ends with the certificate that opened it. The server's own certificate changes without disturbing anyone.
 */
export class GrpcServer implements AsyncDisposable {
  readonly #server: Server
  readonly #rights: MethodRights
  readonly #log: Logger
  readonly #observer: GrpcServerObserver
  readonly #connections: ConnectionRegistry
  readonly #health: Health
  readonly #runner: CallRunner
  readonly #stallLimitMs: number
  readonly #graceMs: number
  readonly #now: Now
  readonly #expiryCheck: NodeJS.Timeout
  #listener: MutualTlsListener | undefined
  #stopping: Promise<void> | undefined

  private constructor(options: GrpcServerOptions) {
    const { log, observer = silentObserver, now = systemNow, monotonicMs = systemMonotonicMs } = options
    assertRightsComplete(options.methods, options.rights)
    this.#health = new Health(servicesOf(options.methods))
    const health = this.#health.implementation()
    this.#rights = withRightsForAll(options.rights, health)
    this.#log = log
    this.#observer = observer
    this.#stallLimitMs = options.stallLimitMs ?? 30_000
    this.#graceMs = options.graceMs ?? 10_000
    this.#now = now
    this.#connections = new ConnectionRegistry(observer)
    // grpc-js writes what it cannot parse of a peer's metadata to stderr, as it came.
    setLogVerbosity(logVerbosity.NONE)
    this.#server = new Server(channelLimits)
    this.#runner = new CallRunner(log, observer, monotonicMs)
    for (const implemented of [...options.methods, ...health]) this.#register(implemented)
    this.#expiryCheck = setInterval(() => this.#connections.endExpired(now()), options.expiryCheckMs ?? 1_000).unref()
  }

  /** Listens once everything is in place; an address that is taken is `failed-precondition`. */
  static async listen(options: GrpcServerOptions): Promise<GrpcServer> {
    const server = new GrpcServer(options)
    try {
      server.#listener = await MutualTlsListener.listen({
        address: options.address,
        identities: options.identities,
        isRevoked: options.isRevoked ?? (() => false),
        onConnection: (socket, peer) => server.#take(socket, peer),
        log: options.log,
        observer: server.#observer,
        now: options.now ?? systemNow,
        monotonicMs: options.monotonicMs ?? systemMonotonicMs,
      })
    } catch (error) {
      clearInterval(server.#expiryCheck)
      throw error
    }
    return server
  }

  /** With the port that was chosen if the configured one is 0. */
  get address(): ListenAddress {
    if (this.#listener === undefined) throw new Error('not listening')
    return this.#listener.address
  }

  /** The peers that are connected, one entry per connection. */
  peers(): Peer[] {
    return this.#connections.peers()
  }

  /** What the health service answers from here on. */
  setServing(isServing: boolean): void {
    this.#health.setServing(isServing)
  }

  /** Cuts the open connections of every peer that `matches`, with all their calls; says how many there were. */
  closeConnections(matches: (peer: Peer) => boolean, reason: CloseReason): number {
    return this.#connections.close(matches, reason)
  }

  /**
   * Ends long streams with `unavailable`, takes no new connection or call, lets unary calls finish, and cuts what is left after `graceMs`.
   * May be called again; every call resolves when the first is done.
   */
  stop(graceMs: number = this.#graceMs): Promise<void> {
    this.#stopping ??= this.#stop(graceMs)
    return this.#stopping
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #stop(graceMs: number): Promise<void> {
    this.#health.setServing(false)
    await this.#listener?.[Symbol.asyncDispose]()
    this.#runner.endStreams()
    await this.#connections.drain(graceMs)
    clearInterval(this.#expiryCheck)
    this.#server.forceShutdown()
  }

  #take(socket: TLSSocket, peer: Peer): void {
    const admit = admitCalls(peer, { rights: this.#rights, log: this.#log, observer: this.#observer })
    const credentials = experimental.createServerCredentialsWithInterceptors(ServerCredentials.createInsecure(), [
      admit,
    ])
    // One injector per connection, so that each can be sent away by itself.
    const injector = this.#server.createConnectionInjector(credentials)
    this.#connections.add(peer, socket, injector, this.#now())
    injector.injectConnection(socket)
  }

  #register(implemented: ImplementedMethod): void {
    const { kind, method } = implemented
    const { path, requestDeserialize } = method
    const serialize = (response: unknown): Buffer => {
      try {
        // `implement` has paired the method with a handler that answers in its terms.
        return method.responseSerialize(response as never)
      } catch (error) {
        this.#log.error({ err: error, method: path }, 'response not encoded')
        throw error
      }
    }
    const streaming = { log: this.#log, stallLimitMs: this.#stallLimitMs }
    const answer =
      kind === 'unary'
        ? answerUnary(this.#runner, implemented.handler)
        : kind === 'serverStream'
          ? answerServerStream(this.#runner, implemented.handler, streaming)
          : answerBidiStream(this.#runner, implemented.handler, streaming)
    if (!this.#server.register(path, answer, serialize, requestDeserialize, kind))
      throw new Error(`${path} is implemented twice`)
  }
}
