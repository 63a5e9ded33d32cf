// Original file: proto/sallyport/databroker/v1/databroker.proto


export interface ServerInfoRequestInput {
}

export interface ServerInfoRequest {
}
