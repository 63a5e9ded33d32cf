// Original file: proto/sallyport/authorize/v1/authorize.proto


export interface ReasonInput {
  /**
   * From the closed list in docs/errors.md, e.g. "email-unauthorized".
   */
  'code'?: (string);
  /**
   * The rule that said so, e.g. "allow[0].and[1] email".
   */
  'rule'?: (string);
}

export interface Reason {
  /**
   * From the closed list in docs/errors.md, e.g. "email-unauthorized".
   */
  'code': (string);
  /**
   * The rule that said so, e.g. "allow[0].and[1] email".
   */
  'rule': (string);
}
