// Original file: proto/sallyport/databroker/v1/databroker.proto


export interface GetKeyRingRequestInput {
  /**
   * "route-cookie" (proxy) or "assertion" (authorize; one ring per instance).
   */
  'purpose'?: (string);
}

export interface GetKeyRingRequest {
  /**
   * "route-cookie" (proxy) or "assertion" (authorize; one ring per instance).
   */
  'purpose': (string);
}
