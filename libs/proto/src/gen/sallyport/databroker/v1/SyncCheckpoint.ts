// Original file: proto/sallyport/databroker/v1/databroker.proto

import type { Long } from '@grpc/proto-loader';

export interface SyncCheckpointInput {
  'epoch'?: (string);
  'version'?: (number | string | Long);
  'cursor'?: (Buffer | Uint8Array | string);
  'storeId'?: (string);
}

export interface SyncCheckpoint {
  'epoch': (string);
  'version': (string);
  'cursor': (Buffer);
  'storeId': (string);
}
