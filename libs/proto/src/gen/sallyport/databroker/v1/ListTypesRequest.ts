// Original file: proto/sallyport/databroker/v1/databroker.proto


export interface ListTypesRequestInput {
}

export interface ListTypesRequest {
}
