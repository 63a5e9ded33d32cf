// Original file: proto/sallyport/databroker/v1/databroker.proto

import type { Long } from '@grpc/proto-loader';

export interface RenewLeaseRequestInput {
  'name'?: (string);
  'token'?: (number | string | Long);
  'durationMs'?: (number);
}

export interface RenewLeaseRequest {
  'name': (string);
  'token': (string);
  'durationMs': (number);
}
