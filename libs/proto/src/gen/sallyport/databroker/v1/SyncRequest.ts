// Original file: proto/sallyport/databroker/v1/databroker.proto

import type { SyncOpenInput as _sallyport_databroker_v1_SyncOpenInput, SyncOpen as _sallyport_databroker_v1_SyncOpen } from '../../../sallyport/databroker/v1/SyncOpen.ts';
import type { Long } from '@grpc/proto-loader';

export interface SyncRequestInput {
  'open'?: (_sallyport_databroker_v1_SyncOpenInput | null);
  /**
   * Chosen by the client; echoed after a read of the primary that began after it came.
   */
  'nonce'?: (number | string | Long);
  'request'?: "open"|"nonce";
}

export interface SyncRequest {
  'open'?: (_sallyport_databroker_v1_SyncOpen | null);
  /**
   * Chosen by the client; echoed after a read of the primary that began after it came.
   */
  'nonce'?: (string);
  'request'?: "open"|"nonce";
}
