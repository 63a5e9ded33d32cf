// Original file: proto/sallyport/authorize/v1/authorize.proto


export interface HeaderInput {
  'name'?: (string);
  'value'?: (string);
}

export interface Header {
  'name': (string);
  'value': (string);
}
