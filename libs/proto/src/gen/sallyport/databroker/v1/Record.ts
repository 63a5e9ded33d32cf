// Original file: proto/sallyport/databroker/v1/databroker.proto

import type { TimestampInput as _google_protobuf_TimestampInput, Timestamp as _google_protobuf_Timestamp } from '../../../google/protobuf/Timestamp.ts';
import type { DeletionInput as _sallyport_databroker_v1_DeletionInput, Deletion as _sallyport_databroker_v1_Deletion } from '../../../sallyport/databroker/v1/Deletion.ts';
import type { Long } from '@grpc/proto-loader';

export interface RecordInput {
  'type'?: (string);
  'id'?: (string);
  'version'?: (number | string | Long);
  /**
   * A JSON object in UTF-8. Empty in a header-only view.
   */
  'data'?: (Buffer | Uint8Array | string);
  'createdAt'?: (_google_protobuf_TimestampInput | null);
  'modifiedAt'?: (_google_protobuf_TimestampInput | null);
  'expiresAt'?: (_google_protobuf_TimestampInput | null);
  'writtenBy'?: (string);
  /**
   * Set on a tombstone and only there.
   */
  'deletion'?: (_sallyport_databroker_v1_DeletionInput | null);
}

export interface Record {
  'type': (string);
  'id': (string);
  'version': (string);
  /**
   * A JSON object in UTF-8. Empty in a header-only view.
   */
  'data': (Buffer);
  'createdAt': (_google_protobuf_Timestamp | null);
  'modifiedAt': (_google_protobuf_Timestamp | null);
  'expiresAt': (_google_protobuf_Timestamp | null);
  'writtenBy': (string);
  /**
   * Set on a tombstone and only there.
   */
  'deletion': (_sallyport_databroker_v1_Deletion | null);
}
