// Original file: proto/sallyport/databroker/v1/databroker.proto

import type { Long } from '@grpc/proto-loader';

export interface ReleaseLeaseRequestInput {
  'name'?: (string);
  'token'?: (number | string | Long);
}

export interface ReleaseLeaseRequest {
  'name': (string);
  'token': (string);
}
