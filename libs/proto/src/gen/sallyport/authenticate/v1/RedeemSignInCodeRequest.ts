// Original file: proto/sallyport/authenticate/v1/authenticate.proto


export interface RedeemSignInCodeRequestInput {
  'code'?: (string);
  /**
   * The authority of the very request that carried the code.
   */
  'host'?: (string);
  'flow'?: (string);
  /**
   * Its S256 challenge was fixed when the flow began (RFC 7636 section 4.6).
   */
  'verifier'?: (string);
}

export interface RedeemSignInCodeRequest {
  'code': (string);
  /**
   * The authority of the very request that carried the code.
   */
  'host': (string);
  'flow': (string);
  /**
   * Its S256 challenge was fixed when the flow began (RFC 7636 section 4.6).
   */
  'verifier': (string);
}
