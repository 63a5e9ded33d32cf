// Original file: proto/sallyport/databroker/v1/databroker.proto

import type { FenceInput as _sallyport_databroker_v1_FenceInput, Fence as _sallyport_databroker_v1_Fence } from '../../../sallyport/databroker/v1/Fence.ts';
import type { Long } from '@grpc/proto-loader';

export interface DeleteRequestInput {
  'type'?: (string);
  'id'?: (string);
  'reason'?: (string);
  'expectedVersion'?: (number | string | Long);
  'operationId'?: (string);
  'fence'?: (_sallyport_databroker_v1_FenceInput | null);
  '_expectedVersion'?: "expectedVersion";
}

export interface DeleteRequest {
  'type': (string);
  'id': (string);
  'reason': (string);
  'expectedVersion'?: (string);
  'operationId': (string);
  'fence': (_sallyport_databroker_v1_Fence | null);
  '_expectedVersion'?: "expectedVersion";
}
