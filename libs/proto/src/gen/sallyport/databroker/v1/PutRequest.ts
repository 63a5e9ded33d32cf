// Original file: proto/sallyport/databroker/v1/databroker.proto

import type { TimestampInput as _google_protobuf_TimestampInput, Timestamp as _google_protobuf_Timestamp } from '../../../google/protobuf/Timestamp.ts';
import type { FenceInput as _sallyport_databroker_v1_FenceInput, Fence as _sallyport_databroker_v1_Fence } from '../../../sallyport/databroker/v1/Fence.ts';
import type { Long } from '@grpc/proto-loader';

export interface PutRequestInput {
  'type'?: (string);
  'id'?: (string);
  'data'?: (Buffer | Uint8Array | string);
  'expiresAt'?: (_google_protobuf_TimestampInput | null);
  /**
   * Absent: upsert, which only some types allow. 0: must not exist.
   */
  'expectedVersion'?: (number | string | Long);
  /**
   * UUIDv7.
   */
  'operationId'?: (string);
  'fence'?: (_sallyport_databroker_v1_FenceInput | null);
  '_expectedVersion'?: "expectedVersion";
}

export interface PutRequest {
  'type': (string);
  'id': (string);
  'data': (Buffer);
  'expiresAt': (_google_protobuf_Timestamp | null);
  /**
   * Absent: upsert, which only some types allow. 0: must not exist.
   */
  'expectedVersion'?: (string);
  /**
   * UUIDv7.
   */
  'operationId': (string);
  'fence': (_sallyport_databroker_v1_Fence | null);
  '_expectedVersion'?: "expectedVersion";
}
