// Original file: proto/sallyport/databroker/v1/databroker.proto

import type { Long } from '@grpc/proto-loader';

export interface FenceInput {
  'lease'?: (string);
  'token'?: (number | string | Long);
}

export interface Fence {
  'lease': (string);
  'token': (string);
}
