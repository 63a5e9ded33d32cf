// Original file: proto/sallyport/databroker/v1/databroker.proto


export interface GetRequestInput {
  'type'?: (string);
  'id'?: (string);
}

export interface GetRequest {
  'type': (string);
  'id': (string);
}
