// Original file: proto/sallyport/databroker/v1/databroker.proto


export interface AcquireLeaseRequestInput {
  'name'?: (string);
  'durationMs'?: (number);
}

export interface AcquireLeaseRequest {
  'name': (string);
  'durationMs': (number);
}
