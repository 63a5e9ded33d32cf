// Original file: proto/sallyport/databroker/v1/databroker.proto


export interface QueryRequestInput {
  'type'?: (string);
  'field'?: (string);
  'equals'?: (string);
  'limit'?: (number);
  'pageToken'?: (string);
}

export interface QueryRequest {
  'type': (string);
  'field': (string);
  'equals': (string);
  'limit': (number);
  'pageToken': (string);
}
