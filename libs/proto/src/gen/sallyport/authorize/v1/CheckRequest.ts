// Original file: proto/sallyport/authorize/v1/authorize.proto

import type { RequestAttributesInput as _sallyport_authorize_v1_RequestAttributesInput, RequestAttributes as _sallyport_authorize_v1_RequestAttributes } from '../../../sallyport/authorize/v1/RequestAttributes.ts';
import type { Long } from '@grpc/proto-loader';

export interface CheckRequestInput {
  'requestId'?: (string);
  'routeId'?: (string);
  /**
   * The decision is for exactly this version of the route, else STALE.
   */
  'routeVersion'?: (number | string | Long);
  /**
   * The caller's own version: authorize waits for it briefly, else answers UNKNOWN.
   */
  'minVersion'?: (number | string | Long);
  /**
   * Epoch of min_version and route_version.
   */
  'epoch'?: (string);
  /**
   * Empty: no credential. The caller has checked the handle secret.
   */
  'sessionId'?: (string);
  /**
   * Version at which the session was written, from the cookie.
   */
  'sessionVersion'?: (number | string | Long);
  'attributes'?: (_sallyport_authorize_v1_RequestAttributesInput | null);
}

export interface CheckRequest {
  'requestId': (string);
  'routeId': (string);
  /**
   * The decision is for exactly this version of the route, else STALE.
   */
  'routeVersion': (string);
  /**
   * The caller's own version: authorize waits for it briefly, else answers UNKNOWN.
   */
  'minVersion': (string);
  /**
   * Epoch of min_version and route_version.
   */
  'epoch': (string);
  /**
   * Empty: no credential. The caller has checked the handle secret.
   */
  'sessionId': (string);
  /**
   * Version at which the session was written, from the cookie.
   */
  'sessionVersion': (string);
  'attributes': (_sallyport_authorize_v1_RequestAttributes | null);
}
