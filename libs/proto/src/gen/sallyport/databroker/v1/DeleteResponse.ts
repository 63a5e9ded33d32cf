// Original file: proto/sallyport/databroker/v1/databroker.proto

import type { WriteOutcomeInput as _sallyport_databroker_v1_WriteOutcomeInput, WriteOutcome as _sallyport_databroker_v1_WriteOutcome } from '../../../sallyport/databroker/v1/WriteOutcome.ts';
import type { Long } from '@grpc/proto-loader';

export interface DeleteResponseInput {
  'outcome'?: (_sallyport_databroker_v1_WriteOutcomeInput);
  'version'?: (number | string | Long);
  /**
   * True for exactly one caller: what makes a single-use thing single-use.
   */
  'deletedByThisCall'?: (boolean);
}

export interface DeleteResponse {
  'outcome': (_sallyport_databroker_v1_WriteOutcome);
  'version': (string);
  /**
   * True for exactly one caller: what makes a single-use thing single-use.
   */
  'deletedByThisCall': (boolean);
}
