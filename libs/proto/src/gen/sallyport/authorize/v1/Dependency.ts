// Original file: proto/sallyport/authorize/v1/authorize.proto

import type { Long } from '@grpc/proto-loader';

export interface DependencyInput {
  'type'?: (string);
  'id'?: (string);
  /**
   * 0: it did not exist.
   */
  'version'?: (number | string | Long);
}

export interface Dependency {
  'type': (string);
  'id': (string);
  /**
   * 0: it did not exist.
   */
  'version': (string);
}
