// Original file: proto/sallyport/databroker/v1/databroker.proto

import type { Long } from '@grpc/proto-loader';

export interface LeaseResponseInput {
  /**
   * False: another holds it, or it ran out.
   */
  'held'?: (boolean);
  'token'?: (number | string | Long);
  /**
   * Until it runs out, whoever holds it.
   */
  'expiresInMs'?: (number);
}

export interface LeaseResponse {
  /**
   * False: another holds it, or it ran out.
   */
  'held': (boolean);
  'token': (string);
  /**
   * Until it runs out, whoever holds it.
   */
  'expiresInMs': (number);
}
