// Original file: proto/sallyport/authorize/v1/authorize.proto


export interface RequestAttributesInput {
  'method'?: (string);
  /**
   * Authority, normalised.
   */
  'host'?: (string);
  /**
   * The normal form of the path: what policy matches is what the upstream gets.
   */
  'path'?: (string);
  /**
   * Empty: unknown, which no allowing criterion matches.
   */
  'sourceIp'?: (string);
  /**
   * DER, leaf first; only what the listener has verified.
   */
  'clientCertificate'?: (Buffer | Uint8Array | string)[];
  /**
   * The headers that a criterion may read: origin, access-control-request-method.
   */
  'headers'?: ({[key: string]: string});
  /**
   * For the log alone.
   */
  'userAgent'?: (string);
}

export interface RequestAttributes {
  'method': (string);
  /**
   * Authority, normalised.
   */
  'host': (string);
  /**
   * The normal form of the path: what policy matches is what the upstream gets.
   */
  'path': (string);
  /**
   * Empty: unknown, which no allowing criterion matches.
   */
  'sourceIp': (string);
  /**
   * DER, leaf first; only what the listener has verified.
   */
  'clientCertificate': (Buffer)[];
  /**
   * The headers that a criterion may read: origin, access-control-request-method.
   */
  'headers': ({[key: string]: string});
  /**
   * For the log alone.
   */
  'userAgent': (string);
}
