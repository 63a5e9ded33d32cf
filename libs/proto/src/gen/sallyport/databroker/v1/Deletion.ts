// Original file: proto/sallyport/databroker/v1/databroker.proto

import type { TimestampInput as _google_protobuf_TimestampInput, Timestamp as _google_protobuf_Timestamp } from '../../../google/protobuf/Timestamp.ts';

export interface DeletionInput {
  'deletedAt'?: (_google_protobuf_TimestampInput | null);
  'reason'?: (string);
  'deletedBy'?: (string);
}

export interface Deletion {
  'deletedAt': (_google_protobuf_Timestamp | null);
  'reason': (string);
  'deletedBy': (string);
}
