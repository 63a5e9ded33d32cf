// Original file: proto/sallyport/authorize/v1/authorize.proto


export interface VaryInput {
  /**
   * "method", "path", "source_ip", "client_certificate", "header:origin", ...
   */
  'attribute'?: (string);
  'value'?: (string);
}

export interface Vary {
  /**
   * "method", "path", "source_ip", "client_certificate", "header:origin", ...
   */
  'attribute': (string);
  'value': (string);
}
