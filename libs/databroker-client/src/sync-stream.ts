import type { SyncRequestInput, SyncResponse } from '@sallyport/proto'

/** One open `Sync` call. It ends with the signal that it was opened with. */
export interface SyncStream {
  /** The first request opens the stream; later ones carry a nonce and may be dropped while the broker does not read. */
  send(request: SyncRequestInput): void
  /** Rejects with the reason when the stream breaks; leaving the loop cancels it. */
  readonly responses: AsyncIterable<SyncResponse>
}

/** Opens a stream to a replica; after one that was refused, to another if there is one. */
export type OpenSyncStream = (signal: AbortSignal) => SyncStream
