import type { BidiStream, GrpcClient } from '@sallyport/grpc'
import type { Logger } from '@sallyport/kernel'
import { databrokerService, type SyncRequestInput, type SyncResponse } from '@sallyport/proto'
import type { Mirror } from '@sallyport/records'
import { SyncFollower, type SyncFollowerOptions } from './sync-follower.ts'
import type { OpenSyncStream } from './sync-stream.ts'

export interface StartSyncOptions
  extends Pick<SyncFollowerOptions, 'monotonicMs' | 'nonceIntervalMs' | 'silenceLimitMs' | 'reconnectAfterMs'> {
  readonly mirror: Mirror
  /** Of the databroker; it spreads calls over the replicas, so that a new stream goes to another one. */
  readonly client: Pick<GrpcClient, 'bidiStream' | 'onRotated'>
  readonly log: Logger
}

/** A mirror that is being followed. Disposing it stops the following and leaves what the mirror shows. */
export type RunningSync = Pick<SyncFollower, 'caughtUp' | 'done' | 'stalenessMs' | 'status'> & AsyncDisposable

/** Follows the databroker into `mirror` until it is disposed. When the client has a new identity the stream moves to a connection that proves it. */
export function startSync({ client, ...options }: StartSyncOptions): RunningSync {
  const follower = new SyncFollower({ ...options, openStream: openSyncStream(client) })
  const rotation = client.onRotated(() => follower.renewStream())
  return {
    done: follower.done,
    caughtUp: (signal) => follower.caughtUp(signal),
    get stalenessMs() {
      return follower.stalenessMs
    },
    get status() {
      return follower.status
    },
    async [Symbol.asyncDispose]() {
      rotation[Symbol.dispose]()
      await follower[Symbol.asyncDispose]()
    },
  }
}

/** A nonce per second fills this only when the broker has stopped reading. */
const maxUnsent = 8

function openSyncStream(client: Pick<GrpcClient, 'bidiStream'>): OpenSyncStream {
  return (signal) => {
    const stream = client.bidiStream(databrokerService.Sync, { signal })
    const sender = new Sender(stream)
    return { responses: stream, send: (request) => sender.send(request) }
  }
}

/** Sends one request after another, and drops what comes while too many wait. */
class Sender {
  readonly #stream: BidiStream<SyncRequestInput, SyncResponse>
  #unsent = 0
  #last = Promise.resolve()

  constructor(stream: BidiStream<SyncRequestInput, SyncResponse>) {
    this.#stream = stream
  }

  send(request: SyncRequestInput): void {
    if (this.#unsent >= maxUnsent) return
    this.#unsent += 1
    // A stream that has ended says so to its reader.
    this.#last = this.#last
      .then(() => this.#stream.send(request))
      .catch(() => undefined)
      .finally(() => {
        this.#unsent -= 1
      })
  }
}
