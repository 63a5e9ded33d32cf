import { type Client, Metadata } from '@grpc/grpc-js'
import { AppError, type Logger } from '@sallyport/kernel'
import type { IdentitySource } from '@sallyport/pki'
import type { ServiceName } from '@sallyport/service-identity'
import type { PeerAddress } from './address-resolver.ts'
import { requestIdKey } from './call-context.ts'
import { openChannel } from './channel.ts'
import type { CallableBidiStreamMethod, CallableServerStreamMethod, CallableUnaryMethod } from './client-method.ts'
import { BidiStream, IncomingStream } from './client-stream.ts'
import { orAborted } from './or-aborted.ts'
import { fromServiceError } from './status.ts'

export interface GrpcClientOptions {
  /** Calls are spread over all that can be reached. */
  readonly addresses: readonly PeerAddress[]
  readonly identities: IdentitySource
  /** A server that does not prove to be this service, of our own trust domain, is never spoken to. */
  readonly expectedService: ServiceName
  readonly log: Logger
}

export interface CallOptions {
  readonly signal?: AbortSignal
  /** Passed on, so that one request can be followed through the services. */
  readonly requestId?: string
}

const defaultTimeoutMs = 5_000
const readyCheckMs = 10_000

/** Opens a client, which connects by itself and goes on trying. Nothing is asked twice: a call that fails has failed. */
export function openGrpcClient(options: GrpcClientOptions): GrpcClient {
  return new GrpcClient(options)
}

/**
 * Calls one service over mutual TLS. With a new identity it connects anew before it lets go of the old connection:
 * calls and streams that are open stay on that until they end.
 */
export class GrpcClient implements AsyncDisposable {
  readonly #options: GrpcClientOptions
  readonly #rotation: Disposable
  readonly #rotatedListeners = new Set<() => void>()
  readonly #openCalls = new Set<{ cancel(): void }>()
  #channel: Client
  #nextChannel: Client | undefined
  #isDisposed = false

  constructor(options: GrpcClientOptions) {
    this.#options = options
    this.#channel = this.#connect()
    this.#rotation = options.identities.onChange(() => {
      this.#rotate().catch((error: unknown) => options.log.error({ err: error }, 'no connection with the new identity'))
    })
  }

  /** Resolves to the answer; throws `AppError`, `deadline-exceeded` if there is none in time, or the signal's reason. */
  async unaryCall<Request, Response>(
    method: CallableUnaryMethod<Request, Response>,
    request: NoInfer<Request>,
    options: CallOptions & { readonly timeoutMs?: number } = {},
  ): Promise<Response> {
    const { signal, timeoutMs = defaultTimeoutMs } = options
    signal?.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<Response>()
    const call = this.#usable().makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      metadataOf(options),
      { deadline: Date.now() + timeoutMs },
      (error, response) => {
        if (error !== null) reject(signal?.aborted ? signal.reason : this.#failure(error))
        else if (response !== undefined) resolve(response)
        else reject(new AppError('unavailable', `${this.#options.expectedService} answered nothing`))
      },
    )
    const cancel = (): void => call.cancel()
    signal?.addEventListener('abort', cancel, { once: true })
    this.#openCalls.add(call)
    try {
      return await promise
    } finally {
      signal?.removeEventListener('abort', cancel)
      this.#openCalls.delete(call)
    }
  }

  /** Opens a stream of answers, which ends with the signal at the latest. */
  serverStream<Request, Response>(
    method: CallableServerStreamMethod<Request, Response>,
    request: NoInfer<Request>,
    options: CallOptions & { readonly signal: AbortSignal },
  ): IncomingStream<Response> {
    const { path, requestSerialize, responseDeserialize } = method
    const metadata = metadataOf(options)
    const call = this.#usable().makeServerStreamRequest(path, requestSerialize, responseDeserialize, request, metadata)
    this.#track(call)
    return new IncomingStream(call, this.#options.expectedService, options.signal)
  }

  /** Opens a call on which both ends send, which ends with the signal at the latest. */
  bidiStream<Request, Response>(
    method: CallableBidiStreamMethod<Request, Response>,
    options: CallOptions & { readonly signal: AbortSignal },
  ): BidiStream<Request, Response> {
    const { path, requestSerialize, responseDeserialize } = method
    const call = this.#usable().makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadataOf(options))
    this.#track(call)
    return new BidiStream(call, this.#options.expectedService, options.signal)
  }

  /** Resolves once a server is connected and has proved who it is. */
  async ready(signal: AbortSignal): Promise<void> {
    while (!(await orAborted(isReady(this.#usable(), readyCheckMs), signal)));
  }

  /** Calls back when new calls go over a connection with a new identity. What is open should be opened again before the old certificate ends. */
  onRotated(listener: () => void): Disposable {
    const entry = (): void => listener()
    this.#rotatedListeners.add(entry)
    return { [Symbol.dispose]: () => void this.#rotatedListeners.delete(entry) }
  }

  /** Cancels every call that is open. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true
    this.#rotation[Symbol.dispose]()
    for (const call of this.#openCalls) call.cancel()
    this.#nextChannel?.close()
    this.#channel.close()
  }

  #connect(): Client {
    const { identities, expectedService, addresses } = this.#options
    const channel = openChannel(identities.current(), expectedService, addresses)
    channel.getChannel().getConnectivityState(true)
    return channel
  }

  // Make before break: the old connection serves until the new one stands, however long that takes.
  async #rotate(): Promise<void> {
    const { log, expectedService } = this.#options
    this.#nextChannel?.close()
    const next = this.#connect()
    this.#nextChannel = next
    while (!(await isReady(next, readyCheckMs))) {
      if (this.#nextChannel !== next || this.#isDisposed) return
      log.warn({ service: expectedService }, 'no connection with the new identity yet, the old one stays')
    }
    if (this.#nextChannel !== next || this.#isDisposed) return
    const old = this.#channel
    this.#channel = next
    this.#nextChannel = undefined
    old.close()
    log.info({ service: expectedService }, 'connected with the new identity')
    for (const listener of this.#rotatedListeners) listener()
  }

  #usable(): Client {
    if (this.#isDisposed) throw new AppError('cancelled', `the client of ${this.#options.expectedService} is closed`)
    return this.#channel
  }

  #track(call: { cancel(): void; once(event: 'status', listener: () => void): unknown }): void {
    this.#openCalls.add(call)
    call.once('status', () => this.#openCalls.delete(call))
  }

  #failure(error: Parameters<typeof fromServiceError>[0]): AppError {
    return fromServiceError(error, this.#options.expectedService)
  }
}

function isReady(channel: Client, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => channel.waitForReady(Date.now() + withinMs, (error) => resolve(error === undefined)))
}

function metadataOf({ requestId }: CallOptions): Metadata {
  const metadata = new Metadata()
  if (requestId !== undefined) metadata.set(requestIdKey, requestId)
  return metadata
}
