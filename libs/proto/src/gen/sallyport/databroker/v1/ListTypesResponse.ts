// Original file: proto/sallyport/databroker/v1/databroker.proto


export interface ListTypesResponseInput {
  'types'?: (string)[];
}

export interface ListTypesResponse {
  'types': (string)[];
}
