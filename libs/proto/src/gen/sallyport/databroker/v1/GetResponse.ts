// Original file: proto/sallyport/databroker/v1/databroker.proto

import type { RecordInput as _sallyport_databroker_v1_RecordInput, Record as _sallyport_databroker_v1_Record } from '../../../sallyport/databroker/v1/Record.ts';

export interface GetResponseInput {
  'record'?: (_sallyport_databroker_v1_RecordInput | null);
}

export interface GetResponse {
  'record': (_sallyport_databroker_v1_Record | null);
}
