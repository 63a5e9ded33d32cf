// Original file: proto/sallyport/databroker/v1/databroker.proto

import type { RecordInput as _sallyport_databroker_v1_RecordInput, Record as _sallyport_databroker_v1_Record } from '../../../sallyport/databroker/v1/Record.ts';

export interface QueryResponseInput {
  'records'?: (_sallyport_databroker_v1_RecordInput)[];
  'nextPageToken'?: (string);
}

export interface QueryResponse {
  'records': (_sallyport_databroker_v1_Record)[];
  'nextPageToken': (string);
}
