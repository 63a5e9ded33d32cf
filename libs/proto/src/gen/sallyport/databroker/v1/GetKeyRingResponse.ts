// Original file: proto/sallyport/databroker/v1/databroker.proto

import type { KeyInput as _sallyport_databroker_v1_KeyInput, Key as _sallyport_databroker_v1_Key } from '../../../sallyport/databroker/v1/Key.ts';

export interface GetKeyRingResponseInput {
  'keys'?: (_sallyport_databroker_v1_KeyInput)[];
}

export interface GetKeyRingResponse {
  'keys': (_sallyport_databroker_v1_Key)[];
}
