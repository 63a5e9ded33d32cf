// Original file: proto/sallyport/databroker/v1/databroker.proto

import type { WriteOutcomeInput as _sallyport_databroker_v1_WriteOutcomeInput, WriteOutcome as _sallyport_databroker_v1_WriteOutcome } from '../../../sallyport/databroker/v1/WriteOutcome.ts';
import type { Long } from '@grpc/proto-loader';

export interface PutResponseInput {
  'outcome'?: (_sallyport_databroker_v1_WriteOutcomeInput);
  /**
   * The new version if done, else the current one (0: none).
   */
  'version'?: (number | string | Long);
  'epoch'?: (string);
}

export interface PutResponse {
  'outcome': (_sallyport_databroker_v1_WriteOutcome);
  /**
   * The new version if done, else the current one (0: none).
   */
  'version': (string);
  'epoch': (string);
}
