// Original file: proto/sallyport/databroker/v1/databroker.proto


export interface ReleaseLeaseResponseInput {
}

export interface ReleaseLeaseResponse {
}
