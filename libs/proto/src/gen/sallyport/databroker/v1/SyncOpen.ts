// Original file: proto/sallyport/databroker/v1/databroker.proto


export interface SyncOpenInput {
  'types'?: (string)[];
  /**
   * From the last Checkpoint; empty to start anew. Opaque.
   */
  'cursor'?: (Buffer | Uint8Array | string);
}

export interface SyncOpen {
  'types': (string)[];
  /**
   * From the last Checkpoint; empty to start anew. Opaque.
   */
  'cursor': (Buffer);
}
