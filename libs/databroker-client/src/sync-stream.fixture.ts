import { AppError } from '@sallyport/kernel'
import type { RecordMessage, SyncRequestInput, SyncResponse } from '@sallyport/proto'
import type { OpenSyncStream, SyncStream } from './sync-stream.ts'

/** The broker's end of a sync stream, in the hands of a test. */
export class BrokerEnd implements SyncStream {
  readonly requests: SyncRequestInput[] = []
  readonly responses: AsyncIterable<SyncResponse>
  isClosed = false
  readonly #queue: SyncResponse[] = []
  readonly #signal: AbortSignal
  #wake = Promise.withResolvers<void>()
  #failure: Error | undefined

  constructor(signal: AbortSignal) {
    this.#signal = signal
    this.responses = this.#read()
    signal.addEventListener('abort', () => this.#wake.resolve(), { once: true })
  }

  send(request: SyncRequestInput): void {
    this.requests.push(request)
  }

  get nonces(): string[] {
    return this.requests.flatMap(({ nonce }) => (nonce === undefined ? [] : [String(nonce)]))
  }

  respond(...responses: SyncResponse[]): void {
    this.#queue.push(...responses)
    this.#wake.resolve()
  }

  fail(error: Error = new AppError('unavailable', 'connection lost')): void {
    this.#failure = error
    this.#wake.resolve()
  }

  async *#read(): AsyncGenerator<SyncResponse, void, void> {
    try {
      for (;;) {
        yield* this.#queue.splice(0)
        if (this.#failure) throw this.#failure
        this.#signal.throwIfAborted()
        await this.#wake.promise
        this.#wake = Promise.withResolvers()
      }
    } finally {
      this.isClosed = true
    }
  }
}

/** Hands out one stream after another and lets the test wait for each. */
export class FakeBroker {
  readonly streams: BrokerEnd[] = []
  readonly #opened: PromiseWithResolvers<BrokerEnd>[] = []

  readonly open: OpenSyncStream = (signal) => {
    const stream = new BrokerEnd(signal)
    this.streams.push(stream)
    this.#at(this.streams.length - 1).resolve(stream)
    return stream
  }

  /** The stream of that number, once it is open. */
  stream(index: number): Promise<BrokerEnd> {
    return this.#at(index).promise
  }

  #at(index: number): PromiseWithResolvers<BrokerEnd> {
    const opened = this.#opened[index] ?? Promise.withResolvers<BrokerEnd>()
    this.#opened[index] = opened
    return opened
  }
}

export function reset(epoch = 'e1', storeId = 's1'): SyncResponse {
  return { response: 'reset', reset: { storeId, epoch, reason: 'no cursor' } }
}

export function changes(...records: RecordMessage[]): SyncResponse {
  return { response: 'changes', changes: { records } }
}

export function checkpoint(version: number, epoch = 'e1', storeId = 's1'): SyncResponse {
  const cursor = Buffer.from(`${epoch}:${version}`)
  return { response: 'checkpoint', checkpoint: { epoch, version: String(version), cursor, storeId } }
}

export function echo(nonce: string): SyncResponse {
  return { response: 'echo', echo: nonce }
}

export function recordMessage(type: string, id: string, version: number, data = '{}'): RecordMessage {
  const at = { seconds: '1767225600', nanos: 0 }
  return {
    type,
    id,
    version: String(version),
    data: Buffer.from(data),
    createdAt: at,
    modifiedAt: at,
    expiresAt: null,
    writtenBy: 'test',
    deletion: null,
  }
}
