import type { GrpcClient } from '@sallyport/grpc'
import type { Logger } from '@sallyport/kernel'
import { databrokerService } from '@sallyport/proto'
import type { Mirror } from '@sallyport/records'
import { RequestSender } from './request-sender.ts'
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

function openSyncStream(client: Pick<GrpcClient, 'bidiStream'>): OpenSyncStream {
  return (signal) => {
    const stream = client.bidiStream(databrokerService.Sync, { signal })
    const sender = new RequestSender(stream)
    return { responses: stream, send: (request) => sender.send(request) }
  }
}
