// Original file: proto/sallyport/databroker/v1/databroker.proto

import type { SyncResetInput as _sallyport_databroker_v1_SyncResetInput, SyncReset as _sallyport_databroker_v1_SyncReset } from '../../../sallyport/databroker/v1/SyncReset.ts';
import type { SyncChangesInput as _sallyport_databroker_v1_SyncChangesInput, SyncChanges as _sallyport_databroker_v1_SyncChanges } from '../../../sallyport/databroker/v1/SyncChanges.ts';
import type { SyncCheckpointInput as _sallyport_databroker_v1_SyncCheckpointInput, SyncCheckpoint as _sallyport_databroker_v1_SyncCheckpoint } from '../../../sallyport/databroker/v1/SyncCheckpoint.ts';
import type { Long } from '@grpc/proto-loader';

export interface SyncResponseInput {
  'reset'?: (_sallyport_databroker_v1_SyncResetInput | null);
  'changes'?: (_sallyport_databroker_v1_SyncChangesInput | null);
  'checkpoint'?: (_sallyport_databroker_v1_SyncCheckpointInput | null);
  /**
   * The newest nonce that the read behind everything sent so far covers.
   */
  'echo'?: (number | string | Long);
  'response'?: "reset"|"changes"|"checkpoint"|"echo";
}

export interface SyncResponse {
  'reset'?: (_sallyport_databroker_v1_SyncReset | null);
  'changes'?: (_sallyport_databroker_v1_SyncChanges | null);
  'checkpoint'?: (_sallyport_databroker_v1_SyncCheckpoint | null);
  /**
   * The newest nonce that the read behind everything sent so far covers.
   */
  'echo'?: (string);
  'response'?: "reset"|"changes"|"checkpoint"|"echo";
}
