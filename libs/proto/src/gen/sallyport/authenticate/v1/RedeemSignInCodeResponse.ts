// Original file: proto/sallyport/authenticate/v1/authenticate.proto

import type { Long } from '@grpc/proto-loader';

export interface RedeemSignInCodeResponseInput {
  /**
   * False: unknown, used, expired, or made for another host, flow or browser; `reason` is for the log.
   */
  'redeemed'?: (boolean);
  'reason'?: (string);
  'sessionId'?: (string);
  /**
   * 16 bytes; the session record holds their SHA-256.
   */
  'handleSecret'?: (Buffer | Uint8Array | string);
  'recordVersion'?: (number | string | Long);
  'epoch'?: (string);
}

export interface RedeemSignInCodeResponse {
  /**
   * False: unknown, used, expired, or made for another host, flow or browser; `reason` is for the log.
   */
  'redeemed': (boolean);
  'reason': (string);
  'sessionId': (string);
  /**
   * 16 bytes; the session record holds their SHA-256.
   */
  'handleSecret': (Buffer);
  'recordVersion': (string);
  'epoch': (string);
}
