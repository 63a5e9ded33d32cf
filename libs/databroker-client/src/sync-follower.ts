import {
  AppError,
  backoffMs,
  isAppError,
  type Logger,
  type MonotonicMs,
  sleep,
  systemMonotonicMs,
} from '@sallyport/kernel'
import type { SyncResponse } from '@sallyport/proto'
import { type HeldReset, type Mirror, Staleness, SyncRefusal, type Version } from '@sallyport/records'
import { recordFromMessage } from './record-from-message.ts'
import type { OpenSyncStream, SyncStream } from './sync-stream.ts'

export interface SyncFollowerOptions {
  readonly mirror: Mirror
  readonly openStream: OpenSyncStream
  readonly log: Logger
  readonly monotonicMs?: MonotonicMs
  readonly nonceIntervalMs?: number
  /** A stream that is silent for so long is given up; a checkpoint comes at least every second. */
  readonly silenceLimitMs?: number
  /** The wait before the next stream, after so many that led to nothing. */
  readonly reconnectAfterMs?: (failures: number) => number
}

/** An attempt is one call, which finds out at once while nobody can be reached; what is decided meanwhile grows stale. */
const longestWaitMs = 1_000

/** For `/status`, readiness and metrics. */
export interface SyncStatus {
  readonly phase: 'connecting' | 'catching-up' | 'following' | 'waiting'
  readonly caughtUpOnce: boolean
  readonly stalenessMs: number
  readonly storeId: string | undefined
  readonly epoch: string | undefined
  readonly version: Version
  readonly heldReset: HeldReset | undefined
  /** Streams that were opened, and those that the mirror refused to follow. */
  readonly streams: number
  readonly refusals: number
  /** Why the last stream ended. */
  readonly lastProblem: string | undefined
}

/**
 * Keeps a mirror on the databroker's heels for as long as it lives: opens a stream from the mirror's cursor, and after whatever ends it, another.
 * A failure of the mirror itself is a bug: it rejects `done`, because a listener may have missed a revocation.
 */
export class SyncFollower implements AsyncDisposable {
  /** Settles when following has ended: by disposal, or rejecting with a bug. */
  readonly done: Promise<void>
  readonly #mirror: Mirror
  readonly #openStream: OpenSyncStream
  readonly #log: Logger
  readonly #staleness: Staleness
  readonly #nonceIntervalMs: number
  readonly #silenceLimitMs: number
  readonly #reconnectAfterMs: (failures: number) => number
  readonly #stopped = new AbortController()
  #givingUp = new AbortController()
  readonly #caughtUp = Promise.withResolvers<void>()
  #phase: SyncStatus['phase'] = 'connecting'
  #streams = 0
  #refusals = 0
  #failures = 0
  #alarmedFor = 0
  #lastProblem: string | undefined

  constructor(options: SyncFollowerOptions) {
    this.#mirror = options.mirror
    this.#openStream = options.openStream
    this.#log = options.log
    this.#staleness = new Staleness(options.monotonicMs ?? systemMonotonicMs)
    this.#nonceIntervalMs = options.nonceIntervalMs ?? 1_000
    this.#silenceLimitMs = options.silenceLimitMs ?? 15_000
    this.#reconnectAfterMs = options.reconnectAfterMs ?? ((failures) => backoffMs(failures, { capMs: longestWaitMs }))
    this.done = this.#follow(this.#stopped.signal)
  }

  /** Resolves once the mirror shows a whole state; it is never unready again for want of one, only stale. */
  async caughtUp(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const aborted = Promise.withResolvers<never>()
    const abort = (): void => aborted.reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    try {
      await Promise.race([this.#caughtUp.promise, aborted.promise])
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  /** Ends the open stream and resumes on another: over a connection that is newer, or to another replica. */
  renewStream(): void {
    this.#givingUp.abort(new AppError('cancelled', 'the stream is opened anew'))
  }

  /** How old what the mirror shows may be; infinite until the broker's first echo. */
  get stalenessMs(): number {
    return this.#staleness.ms
  }

  get status(): SyncStatus {
    const { storeId, epoch, version, heldReset } = this.#mirror
    return {
      phase: this.#phase,
      caughtUpOnce: epoch !== undefined,
      stalenessMs: this.stalenessMs,
      storeId,
      epoch,
      version,
      heldReset,
      streams: this.#streams,
      refusals: this.#refusals,
      lastProblem: this.#lastProblem,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort(new AppError('cancelled', 'following was stopped'))
    await this.done
  }

  async #follow(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      const problem = await this.#followOneStream(stopped)
      if (stopped.aborted) return
      this.#phase = 'waiting'
      this.#lastProblem = problem.message
      this.#log.warn({ ...described(problem), failures: this.#failures }, 'sync stream ended')
      const waitMs = this.#reconnectAfterMs(this.#failures)
      this.#failures += 1
      await sleep(waitMs, stopped).catch(() => undefined)
    }
  }

  /** Returns what ended the stream; throws only for a bug. */
  async #followOneStream(stopped: AbortSignal): Promise<Error> {
    const givingUp = new AbortController()
    this.#givingUp = givingUp
    const silence = setTimeout(() => givingUp.abort(silenceError(this.#silenceLimitMs)), this.#silenceLimitMs)
    using scope = new DisposableStack()
    scope.defer(() => clearTimeout(silence))
    this.#streams += 1
    this.#phase = 'connecting'
    this.#mirror.streamStarted()
    this.#staleness.streamStarted()
    const stream = this.#openStream(AbortSignal.any([stopped, givingUp.signal]))
    const { types, cursor } = this.#mirror
    stream.send({ open: { types: [...types], ...(cursor && { cursor }) } })
    scope.defer(this.#sendNonces(stream))
    const responses = stream.responses[Symbol.asyncIterator]()
    try {
      for (;;) {
        const next = await nextOf(responses)
        if (next instanceof Error) return next
        silence.refresh()
        this.#receive(next)
      }
    } catch (error) {
      if (!(error instanceof SyncRefusal)) throw error
      this.#refusals += 1
      return error
    } finally {
      await responses.return?.()
    }
  }

  /** Sends one at once and then at every interval; returns how to stop. */
  #sendNonces(stream: SyncStream): () => void {
    const send = (): void => stream.send({ nonce: this.#staleness.nextNonce().toString() })
    send()
    const timer = setInterval(send, this.#nonceIntervalMs)
    return () => clearInterval(timer)
  }

  #receive(message: SyncResponse): void {
    if (this.#phase === 'connecting') this.#phase = 'catching-up'
    if (message.reset) {
      this.#log.info({ reason: message.reset.reason, epoch: message.reset.epoch }, 'sync starts from the whole state')
      this.#mirror.reset(message.reset)
    } else if (message.changes) {
      this.#mirror.apply(message.changes.records.map(recordFromMessage).filter((record) => record !== undefined))
    } else if (message.checkpoint) {
      const { epoch, version, cursor, storeId } = message.checkpoint
      this.#checkpoint(this.#mirror.checkpoint({ epoch, version: BigInt(version), cursor, storeId }))
    } else if (message.echo !== undefined) this.#staleness.echoed(BigInt(message.echo))
    if (this.#mirror.isSettled) this.#staleness.settled()
  }

  #checkpoint(outcome: 'shown' | 'held'): void {
    this.#failures = 0
    if (outcome === 'shown') {
      this.#phase = 'following'
      this.#caughtUp.resolve()
    } else if (this.#alarmedFor < this.#mirror.heldResets) {
      this.#alarmedFor = this.#mirror.heldResets
      this.#log.error({ ...this.#mirror.heldReset }, 'a reset is kept aside until it is confirmed')
    }
  }
}

/** What was expected is told in a line; anything else is a bug, whose stack is wanted. */
function described(problem: Error): object {
  return isAppError(problem) || problem instanceof SyncRefusal ? { reason: problem.message } : { err: problem }
}

function silenceError(limitMs: number): AppError {
  return new AppError('unavailable', `the databroker was silent for ${limitMs} ms`)
}

/** The next message, or what ended the stream. */
async function nextOf(responses: AsyncIterator<SyncResponse>): Promise<SyncResponse | Error> {
  try {
    const next = await responses.next()
    return next.done === true ? new AppError('unavailable', 'the databroker ended the stream') : next.value
  } catch (error) {
    return error instanceof Error ? error : new AppError('unavailable', 'the stream failed', { cause: error })
  }
}
