/*
 * The messages under the names that code uses. What arrives has the plain name; what one sends ends in `Input`, and its fields may be left out.
 * A request or response keeps its name; a part of one is called `…Message`, so that it passes neither for the domain's own type nor for TypeScript's `Record`.
 */
export type {
  Timestamp as TimestampMessage,
  TimestampInput as TimestampMessageInput,
} from './gen/google/protobuf/Timestamp.ts'
export type { HealthCheckRequest, HealthCheckRequestInput } from './gen/grpc/health/v1/HealthCheckRequest.ts'
export type { HealthCheckResponse, HealthCheckResponseInput } from './gen/grpc/health/v1/HealthCheckResponse.ts'
export type {
  RedeemSignInCodeRequest,
  RedeemSignInCodeRequestInput,
} from './gen/sallyport/authenticate/v1/RedeemSignInCodeRequest.ts'
export type {
  RedeemSignInCodeResponse,
  RedeemSignInCodeResponseInput,
} from './gen/sallyport/authenticate/v1/RedeemSignInCodeResponse.ts'
export type { CheckRequest, CheckRequestInput } from './gen/sallyport/authorize/v1/CheckRequest.ts'
export type { CheckResponse, CheckResponseInput } from './gen/sallyport/authorize/v1/CheckResponse.ts'
export type {
  Dependency as DependencyMessage,
  DependencyInput as DependencyMessageInput,
} from './gen/sallyport/authorize/v1/Dependency.ts'
export type { Header as HeaderMessage, HeaderInput as HeaderMessageInput } from './gen/sallyport/authorize/v1/Header.ts'
export {
  Outcome as CheckOutcome,
  type OutcomeInput as CheckOutcomeInput,
} from './gen/sallyport/authorize/v1/Outcome.ts'
export type { Reason as ReasonMessage, ReasonInput as ReasonMessageInput } from './gen/sallyport/authorize/v1/Reason.ts'
export type {
  RequestAttributes as RequestAttributesMessage,
  RequestAttributesInput as RequestAttributesMessageInput,
} from './gen/sallyport/authorize/v1/RequestAttributes.ts'
export type { Vary as VaryMessage, VaryInput as VaryMessageInput } from './gen/sallyport/authorize/v1/Vary.ts'
export type {
  AcquireLeaseRequest,
  AcquireLeaseRequestInput,
} from './gen/sallyport/databroker/v1/AcquireLeaseRequest.ts'
export type { DeleteRequest, DeleteRequestInput } from './gen/sallyport/databroker/v1/DeleteRequest.ts'
export type { DeleteResponse, DeleteResponseInput } from './gen/sallyport/databroker/v1/DeleteResponse.ts'
export type {
  Deletion as DeletionMessage,
  DeletionInput as DeletionMessageInput,
} from './gen/sallyport/databroker/v1/Deletion.ts'
export type { Fence as FenceMessage, FenceInput as FenceMessageInput } from './gen/sallyport/databroker/v1/Fence.ts'
export type { GetKeyRingRequest, GetKeyRingRequestInput } from './gen/sallyport/databroker/v1/GetKeyRingRequest.ts'
export type { GetKeyRingResponse, GetKeyRingResponseInput } from './gen/sallyport/databroker/v1/GetKeyRingResponse.ts'
export type { GetRequest, GetRequestInput } from './gen/sallyport/databroker/v1/GetRequest.ts'
export type { GetResponse, GetResponseInput } from './gen/sallyport/databroker/v1/GetResponse.ts'
export type { Key as KeyMessage, KeyInput as KeyMessageInput } from './gen/sallyport/databroker/v1/Key.ts'
export type { LeaseResponse, LeaseResponseInput } from './gen/sallyport/databroker/v1/LeaseResponse.ts'
export type { ListTypesRequest, ListTypesRequestInput } from './gen/sallyport/databroker/v1/ListTypesRequest.ts'
export type { ListTypesResponse, ListTypesResponseInput } from './gen/sallyport/databroker/v1/ListTypesResponse.ts'
export type { PutRequest, PutRequestInput } from './gen/sallyport/databroker/v1/PutRequest.ts'
export type { PutResponse, PutResponseInput } from './gen/sallyport/databroker/v1/PutResponse.ts'
export type { QueryRequest, QueryRequestInput } from './gen/sallyport/databroker/v1/QueryRequest.ts'
export type { QueryResponse, QueryResponseInput } from './gen/sallyport/databroker/v1/QueryResponse.ts'
export type {
  Record as RecordMessage,
  RecordInput as RecordMessageInput,
} from './gen/sallyport/databroker/v1/Record.ts'
export type {
  ReleaseLeaseRequest,
  ReleaseLeaseRequestInput,
} from './gen/sallyport/databroker/v1/ReleaseLeaseRequest.ts'
export type {
  ReleaseLeaseResponse,
  ReleaseLeaseResponseInput,
} from './gen/sallyport/databroker/v1/ReleaseLeaseResponse.ts'
export type { RenewLeaseRequest, RenewLeaseRequestInput } from './gen/sallyport/databroker/v1/RenewLeaseRequest.ts'
export type { ServerInfoRequest, ServerInfoRequestInput } from './gen/sallyport/databroker/v1/ServerInfoRequest.ts'
export type { ServerInfoResponse, ServerInfoResponseInput } from './gen/sallyport/databroker/v1/ServerInfoResponse.ts'
export type {
  SyncChanges as SyncChangesMessage,
  SyncChangesInput as SyncChangesMessageInput,
} from './gen/sallyport/databroker/v1/SyncChanges.ts'
export type {
  SyncCheckpoint as SyncCheckpointMessage,
  SyncCheckpointInput as SyncCheckpointMessageInput,
} from './gen/sallyport/databroker/v1/SyncCheckpoint.ts'
export type {
  SyncOpen as SyncOpenMessage,
  SyncOpenInput as SyncOpenMessageInput,
} from './gen/sallyport/databroker/v1/SyncOpen.ts'
export type { SyncRequest, SyncRequestInput } from './gen/sallyport/databroker/v1/SyncRequest.ts'
export type {
  SyncReset as SyncResetMessage,
  SyncResetInput as SyncResetMessageInput,
} from './gen/sallyport/databroker/v1/SyncReset.ts'
export type { SyncResponse, SyncResponseInput } from './gen/sallyport/databroker/v1/SyncResponse.ts'
export { WriteOutcome, type WriteOutcomeInput } from './gen/sallyport/databroker/v1/WriteOutcome.ts'
