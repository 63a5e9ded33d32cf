// Original file: proto/sallyport/databroker/v1/databroker.proto

import type { Long } from '@grpc/proto-loader';

export interface ServerInfoResponseInput {
  'storeId'?: (string);
  'epoch'?: (string);
  'version'?: (number | string | Long);
  'instance'?: (string);
}

export interface ServerInfoResponse {
  'storeId': (string);
  'epoch': (string);
  'version': (string);
  'instance': (string);
}
