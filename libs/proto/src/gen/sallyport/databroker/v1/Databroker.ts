// Original file: proto/sallyport/databroker/v1/databroker.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AcquireLeaseRequestInput as _sallyport_databroker_v1_AcquireLeaseRequestInput, AcquireLeaseRequest as _sallyport_databroker_v1_AcquireLeaseRequest } from '../../../sallyport/databroker/v1/AcquireLeaseRequest.ts';
import type { DeleteRequestInput as _sallyport_databroker_v1_DeleteRequestInput, DeleteRequest as _sallyport_databroker_v1_DeleteRequest } from '../../../sallyport/databroker/v1/DeleteRequest.ts';
import type { DeleteResponseInput as _sallyport_databroker_v1_DeleteResponseInput, DeleteResponse as _sallyport_databroker_v1_DeleteResponse } from '../../../sallyport/databroker/v1/DeleteResponse.ts';
import type { GetRequestInput as _sallyport_databroker_v1_GetRequestInput, GetRequest as _sallyport_databroker_v1_GetRequest } from '../../../sallyport/databroker/v1/GetRequest.ts';
import type { GetResponseInput as _sallyport_databroker_v1_GetResponseInput, GetResponse as _sallyport_databroker_v1_GetResponse } from '../../../sallyport/databroker/v1/GetResponse.ts';
import type { LeaseResponseInput as _sallyport_databroker_v1_LeaseResponseInput, LeaseResponse as _sallyport_databroker_v1_LeaseResponse } from '../../../sallyport/databroker/v1/LeaseResponse.ts';
import type { ListTypesRequestInput as _sallyport_databroker_v1_ListTypesRequestInput, ListTypesRequest as _sallyport_databroker_v1_ListTypesRequest } from '../../../sallyport/databroker/v1/ListTypesRequest.ts';
import type { ListTypesResponseInput as _sallyport_databroker_v1_ListTypesResponseInput, ListTypesResponse as _sallyport_databroker_v1_ListTypesResponse } from '../../../sallyport/databroker/v1/ListTypesResponse.ts';
import type { PutRequestInput as _sallyport_databroker_v1_PutRequestInput, PutRequest as _sallyport_databroker_v1_PutRequest } from '../../../sallyport/databroker/v1/PutRequest.ts';
import type { PutResponseInput as _sallyport_databroker_v1_PutResponseInput, PutResponse as _sallyport_databroker_v1_PutResponse } from '../../../sallyport/databroker/v1/PutResponse.ts';
import type { QueryRequestInput as _sallyport_databroker_v1_QueryRequestInput, QueryRequest as _sallyport_databroker_v1_QueryRequest } from '../../../sallyport/databroker/v1/QueryRequest.ts';
import type { QueryResponseInput as _sallyport_databroker_v1_QueryResponseInput, QueryResponse as _sallyport_databroker_v1_QueryResponse } from '../../../sallyport/databroker/v1/QueryResponse.ts';
import type { ReleaseLeaseRequestInput as _sallyport_databroker_v1_ReleaseLeaseRequestInput, ReleaseLeaseRequest as _sallyport_databroker_v1_ReleaseLeaseRequest } from '../../../sallyport/databroker/v1/ReleaseLeaseRequest.ts';
import type { ReleaseLeaseResponseInput as _sallyport_databroker_v1_ReleaseLeaseResponseInput, ReleaseLeaseResponse as _sallyport_databroker_v1_ReleaseLeaseResponse } from '../../../sallyport/databroker/v1/ReleaseLeaseResponse.ts';
import type { RenewLeaseRequestInput as _sallyport_databroker_v1_RenewLeaseRequestInput, RenewLeaseRequest as _sallyport_databroker_v1_RenewLeaseRequest } from '../../../sallyport/databroker/v1/RenewLeaseRequest.ts';
import type { ServerInfoRequestInput as _sallyport_databroker_v1_ServerInfoRequestInput, ServerInfoRequest as _sallyport_databroker_v1_ServerInfoRequest } from '../../../sallyport/databroker/v1/ServerInfoRequest.ts';
import type { ServerInfoResponseInput as _sallyport_databroker_v1_ServerInfoResponseInput, ServerInfoResponse as _sallyport_databroker_v1_ServerInfoResponse } from '../../../sallyport/databroker/v1/ServerInfoResponse.ts';
import type { SyncRequestInput as _sallyport_databroker_v1_SyncRequestInput, SyncRequest as _sallyport_databroker_v1_SyncRequest } from '../../../sallyport/databroker/v1/SyncRequest.ts';
import type { SyncResponseInput as _sallyport_databroker_v1_SyncResponseInput, SyncResponse as _sallyport_databroker_v1_SyncResponse } from '../../../sallyport/databroker/v1/SyncResponse.ts';

/**
 * Versioned records with an explicit delete, and the one stream that keeps every mirror right.
 */
export interface DatabrokerClient extends grpc.Client {
  AcquireLease(argument: _sallyport_databroker_v1_AcquireLeaseRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_LeaseResponse>): grpc.ClientUnaryCall;
  AcquireLease(argument: _sallyport_databroker_v1_AcquireLeaseRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_LeaseResponse>): grpc.ClientUnaryCall;
  AcquireLease(argument: _sallyport_databroker_v1_AcquireLeaseRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_LeaseResponse>): grpc.ClientUnaryCall;
  AcquireLease(argument: _sallyport_databroker_v1_AcquireLeaseRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_LeaseResponse>): grpc.ClientUnaryCall;
  acquireLease(argument: _sallyport_databroker_v1_AcquireLeaseRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_LeaseResponse>): grpc.ClientUnaryCall;
  acquireLease(argument: _sallyport_databroker_v1_AcquireLeaseRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_LeaseResponse>): grpc.ClientUnaryCall;
  acquireLease(argument: _sallyport_databroker_v1_AcquireLeaseRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_LeaseResponse>): grpc.ClientUnaryCall;
  acquireLease(argument: _sallyport_databroker_v1_AcquireLeaseRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_LeaseResponse>): grpc.ClientUnaryCall;
  
  /**
   * Deletes one record and leaves a tombstone that says who it was. Idempotent.
   */
  Delete(argument: _sallyport_databroker_v1_DeleteRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_DeleteResponse>): grpc.ClientUnaryCall;
  Delete(argument: _sallyport_databroker_v1_DeleteRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_DeleteResponse>): grpc.ClientUnaryCall;
  Delete(argument: _sallyport_databroker_v1_DeleteRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_DeleteResponse>): grpc.ClientUnaryCall;
  Delete(argument: _sallyport_databroker_v1_DeleteRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_DeleteResponse>): grpc.ClientUnaryCall;
  /**
   * Deletes one record and leaves a tombstone that says who it was. Idempotent.
   */
  delete(argument: _sallyport_databroker_v1_DeleteRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_DeleteResponse>): grpc.ClientUnaryCall;
  delete(argument: _sallyport_databroker_v1_DeleteRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_DeleteResponse>): grpc.ClientUnaryCall;
  delete(argument: _sallyport_databroker_v1_DeleteRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_DeleteResponse>): grpc.ClientUnaryCall;
  delete(argument: _sallyport_databroker_v1_DeleteRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_DeleteResponse>): grpc.ClientUnaryCall;
  
  /**
   * Reads one record from the primary, live or deleted. NOT_FOUND once nothing is left of it.
   */
  Get(argument: _sallyport_databroker_v1_GetRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_GetResponse>): grpc.ClientUnaryCall;
  Get(argument: _sallyport_databroker_v1_GetRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_GetResponse>): grpc.ClientUnaryCall;
  Get(argument: _sallyport_databroker_v1_GetRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_GetResponse>): grpc.ClientUnaryCall;
  Get(argument: _sallyport_databroker_v1_GetRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_GetResponse>): grpc.ClientUnaryCall;
  /**
   * Reads one record from the primary, live or deleted. NOT_FOUND once nothing is left of it.
   */
  get(argument: _sallyport_databroker_v1_GetRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_GetResponse>): grpc.ClientUnaryCall;
  get(argument: _sallyport_databroker_v1_GetRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_GetResponse>): grpc.ClientUnaryCall;
  get(argument: _sallyport_databroker_v1_GetRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_GetResponse>): grpc.ClientUnaryCall;
  get(argument: _sallyport_databroker_v1_GetRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_GetResponse>): grpc.ClientUnaryCall;
  
  /**
   * The types that hold live records and that the caller may list.
   */
  ListTypes(argument: _sallyport_databroker_v1_ListTypesRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_ListTypesResponse>): grpc.ClientUnaryCall;
  ListTypes(argument: _sallyport_databroker_v1_ListTypesRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_ListTypesResponse>): grpc.ClientUnaryCall;
  ListTypes(argument: _sallyport_databroker_v1_ListTypesRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_ListTypesResponse>): grpc.ClientUnaryCall;
  ListTypes(argument: _sallyport_databroker_v1_ListTypesRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_ListTypesResponse>): grpc.ClientUnaryCall;
  /**
   * The types that hold live records and that the caller may list.
   */
  listTypes(argument: _sallyport_databroker_v1_ListTypesRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_ListTypesResponse>): grpc.ClientUnaryCall;
  listTypes(argument: _sallyport_databroker_v1_ListTypesRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_ListTypesResponse>): grpc.ClientUnaryCall;
  listTypes(argument: _sallyport_databroker_v1_ListTypesRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_ListTypesResponse>): grpc.ClientUnaryCall;
  listTypes(argument: _sallyport_databroker_v1_ListTypesRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_ListTypesResponse>): grpc.ClientUnaryCall;
  
  /**
   * Stores one record. Safe to retry with the same operation_id.
   */
  Put(argument: _sallyport_databroker_v1_PutRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_PutResponse>): grpc.ClientUnaryCall;
  Put(argument: _sallyport_databroker_v1_PutRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_PutResponse>): grpc.ClientUnaryCall;
  Put(argument: _sallyport_databroker_v1_PutRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_PutResponse>): grpc.ClientUnaryCall;
  Put(argument: _sallyport_databroker_v1_PutRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_PutResponse>): grpc.ClientUnaryCall;
  /**
   * Stores one record. Safe to retry with the same operation_id.
   */
  put(argument: _sallyport_databroker_v1_PutRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_PutResponse>): grpc.ClientUnaryCall;
  put(argument: _sallyport_databroker_v1_PutRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_PutResponse>): grpc.ClientUnaryCall;
  put(argument: _sallyport_databroker_v1_PutRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_PutResponse>): grpc.ClientUnaryCall;
  put(argument: _sallyport_databroker_v1_PutRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_PutResponse>): grpc.ClientUnaryCall;
  
  /**
   * Lists live records of one type, by an indexed field if asked, in id order.
   */
  Query(argument: _sallyport_databroker_v1_QueryRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_QueryResponse>): grpc.ClientUnaryCall;
  Query(argument: _sallyport_databroker_v1_QueryRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_QueryResponse>): grpc.ClientUnaryCall;
  Query(argument: _sallyport_databroker_v1_QueryRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_QueryResponse>): grpc.ClientUnaryCall;
  Query(argument: _sallyport_databroker_v1_QueryRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_QueryResponse>): grpc.ClientUnaryCall;
  /**
   * Lists live records of one type, by an indexed field if asked, in id order.
   */
  query(argument: _sallyport_databroker_v1_QueryRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_QueryResponse>): grpc.ClientUnaryCall;
  query(argument: _sallyport_databroker_v1_QueryRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_QueryResponse>): grpc.ClientUnaryCall;
  query(argument: _sallyport_databroker_v1_QueryRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_QueryResponse>): grpc.ClientUnaryCall;
  query(argument: _sallyport_databroker_v1_QueryRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_QueryResponse>): grpc.ClientUnaryCall;
  
  ReleaseLease(argument: _sallyport_databroker_v1_ReleaseLeaseRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_ReleaseLeaseResponse>): grpc.ClientUnaryCall;
  ReleaseLease(argument: _sallyport_databroker_v1_ReleaseLeaseRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_ReleaseLeaseResponse>): grpc.ClientUnaryCall;
  ReleaseLease(argument: _sallyport_databroker_v1_ReleaseLeaseRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_ReleaseLeaseResponse>): grpc.ClientUnaryCall;
  ReleaseLease(argument: _sallyport_databroker_v1_ReleaseLeaseRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_ReleaseLeaseResponse>): grpc.ClientUnaryCall;
  releaseLease(argument: _sallyport_databroker_v1_ReleaseLeaseRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_ReleaseLeaseResponse>): grpc.ClientUnaryCall;
  releaseLease(argument: _sallyport_databroker_v1_ReleaseLeaseRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_ReleaseLeaseResponse>): grpc.ClientUnaryCall;
  releaseLease(argument: _sallyport_databroker_v1_ReleaseLeaseRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_ReleaseLeaseResponse>): grpc.ClientUnaryCall;
  releaseLease(argument: _sallyport_databroker_v1_ReleaseLeaseRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_ReleaseLeaseResponse>): grpc.ClientUnaryCall;
  
  RenewLease(argument: _sallyport_databroker_v1_RenewLeaseRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_LeaseResponse>): grpc.ClientUnaryCall;
  RenewLease(argument: _sallyport_databroker_v1_RenewLeaseRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_LeaseResponse>): grpc.ClientUnaryCall;
  RenewLease(argument: _sallyport_databroker_v1_RenewLeaseRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_LeaseResponse>): grpc.ClientUnaryCall;
  RenewLease(argument: _sallyport_databroker_v1_RenewLeaseRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_LeaseResponse>): grpc.ClientUnaryCall;
  renewLease(argument: _sallyport_databroker_v1_RenewLeaseRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_LeaseResponse>): grpc.ClientUnaryCall;
  renewLease(argument: _sallyport_databroker_v1_RenewLeaseRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_LeaseResponse>): grpc.ClientUnaryCall;
  renewLease(argument: _sallyport_databroker_v1_RenewLeaseRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_LeaseResponse>): grpc.ClientUnaryCall;
  renewLease(argument: _sallyport_databroker_v1_RenewLeaseRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_LeaseResponse>): grpc.ClientUnaryCall;
  
  ServerInfo(argument: _sallyport_databroker_v1_ServerInfoRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_ServerInfoResponse>): grpc.ClientUnaryCall;
  ServerInfo(argument: _sallyport_databroker_v1_ServerInfoRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_ServerInfoResponse>): grpc.ClientUnaryCall;
  ServerInfo(argument: _sallyport_databroker_v1_ServerInfoRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_ServerInfoResponse>): grpc.ClientUnaryCall;
  ServerInfo(argument: _sallyport_databroker_v1_ServerInfoRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_ServerInfoResponse>): grpc.ClientUnaryCall;
  serverInfo(argument: _sallyport_databroker_v1_ServerInfoRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_ServerInfoResponse>): grpc.ClientUnaryCall;
  serverInfo(argument: _sallyport_databroker_v1_ServerInfoRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_ServerInfoResponse>): grpc.ClientUnaryCall;
  serverInfo(argument: _sallyport_databroker_v1_ServerInfoRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_ServerInfoResponse>): grpc.ClientUnaryCall;
  serverInfo(argument: _sallyport_databroker_v1_ServerInfoRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_ServerInfoResponse>): grpc.ClientUnaryCall;
  
  /**
   * Reset?  Changes*  Checkpoint(caught_up)  Changes*  Checkpoint ...   The first request opens, later ones carry a nonce.
   */
  Sync(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_sallyport_databroker_v1_SyncRequestInput, _sallyport_databroker_v1_SyncResponse>;
  Sync(options?: grpc.CallOptions): grpc.ClientDuplexStream<_sallyport_databroker_v1_SyncRequestInput, _sallyport_databroker_v1_SyncResponse>;
  /**
   * Reset?  Changes*  Checkpoint(caught_up)  Changes*  Checkpoint ...   The first request opens, later ones carry a nonce.
   */
  sync(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_sallyport_databroker_v1_SyncRequestInput, _sallyport_databroker_v1_SyncResponse>;
  sync(options?: grpc.CallOptions): grpc.ClientDuplexStream<_sallyport_databroker_v1_SyncRequestInput, _sallyport_databroker_v1_SyncResponse>;
  
}

/**
 * Versioned records with an explicit delete, and the one stream that keeps every mirror right.
 */
export interface DatabrokerHandlers extends grpc.UntypedServiceImplementation {
  AcquireLease: grpc.handleUnaryCall<_sallyport_databroker_v1_AcquireLeaseRequest, _sallyport_databroker_v1_LeaseResponseInput>;
  
  /**
   * Deletes one record and leaves a tombstone that says who it was. Idempotent.
   */
  Delete: grpc.handleUnaryCall<_sallyport_databroker_v1_DeleteRequest, _sallyport_databroker_v1_DeleteResponseInput>;
  
  /**
   * Reads one record from the primary, live or deleted. NOT_FOUND once nothing is left of it.
   */
  Get: grpc.handleUnaryCall<_sallyport_databroker_v1_GetRequest, _sallyport_databroker_v1_GetResponseInput>;
  
  /**
   * The types that hold live records and that the caller may list.
   */
  ListTypes: grpc.handleUnaryCall<_sallyport_databroker_v1_ListTypesRequest, _sallyport_databroker_v1_ListTypesResponseInput>;
  
  /**
   * Stores one record. Safe to retry with the same operation_id.
   */
  Put: grpc.handleUnaryCall<_sallyport_databroker_v1_PutRequest, _sallyport_databroker_v1_PutResponseInput>;
  
  /**
   * Lists live records of one type, by an indexed field if asked, in id order.
   */
  Query: grpc.handleUnaryCall<_sallyport_databroker_v1_QueryRequest, _sallyport_databroker_v1_QueryResponseInput>;
  
  ReleaseLease: grpc.handleUnaryCall<_sallyport_databroker_v1_ReleaseLeaseRequest, _sallyport_databroker_v1_ReleaseLeaseResponseInput>;
  
  RenewLease: grpc.handleUnaryCall<_sallyport_databroker_v1_RenewLeaseRequest, _sallyport_databroker_v1_LeaseResponseInput>;
  
  ServerInfo: grpc.handleUnaryCall<_sallyport_databroker_v1_ServerInfoRequest, _sallyport_databroker_v1_ServerInfoResponseInput>;
  
  /**
   * Reset?  Changes*  Checkpoint(caught_up)  Changes*  Checkpoint ...   The first request opens, later ones carry a nonce.
   */
  Sync: grpc.handleBidiStreamingCall<_sallyport_databroker_v1_SyncRequest, _sallyport_databroker_v1_SyncResponseInput>;
  
}

export interface DatabrokerDefinition extends grpc.ServiceDefinition {
  AcquireLease: MethodDefinition<_sallyport_databroker_v1_AcquireLeaseRequestInput, _sallyport_databroker_v1_LeaseResponseInput, _sallyport_databroker_v1_AcquireLeaseRequest, _sallyport_databroker_v1_LeaseResponse>
  Delete: MethodDefinition<_sallyport_databroker_v1_DeleteRequestInput, _sallyport_databroker_v1_DeleteResponseInput, _sallyport_databroker_v1_DeleteRequest, _sallyport_databroker_v1_DeleteResponse>
  Get: MethodDefinition<_sallyport_databroker_v1_GetRequestInput, _sallyport_databroker_v1_GetResponseInput, _sallyport_databroker_v1_GetRequest, _sallyport_databroker_v1_GetResponse>
  ListTypes: MethodDefinition<_sallyport_databroker_v1_ListTypesRequestInput, _sallyport_databroker_v1_ListTypesResponseInput, _sallyport_databroker_v1_ListTypesRequest, _sallyport_databroker_v1_ListTypesResponse>
  Put: MethodDefinition<_sallyport_databroker_v1_PutRequestInput, _sallyport_databroker_v1_PutResponseInput, _sallyport_databroker_v1_PutRequest, _sallyport_databroker_v1_PutResponse>
  Query: MethodDefinition<_sallyport_databroker_v1_QueryRequestInput, _sallyport_databroker_v1_QueryResponseInput, _sallyport_databroker_v1_QueryRequest, _sallyport_databroker_v1_QueryResponse>
  ReleaseLease: MethodDefinition<_sallyport_databroker_v1_ReleaseLeaseRequestInput, _sallyport_databroker_v1_ReleaseLeaseResponseInput, _sallyport_databroker_v1_ReleaseLeaseRequest, _sallyport_databroker_v1_ReleaseLeaseResponse>
  RenewLease: MethodDefinition<_sallyport_databroker_v1_RenewLeaseRequestInput, _sallyport_databroker_v1_LeaseResponseInput, _sallyport_databroker_v1_RenewLeaseRequest, _sallyport_databroker_v1_LeaseResponse>
  ServerInfo: MethodDefinition<_sallyport_databroker_v1_ServerInfoRequestInput, _sallyport_databroker_v1_ServerInfoResponseInput, _sallyport_databroker_v1_ServerInfoRequest, _sallyport_databroker_v1_ServerInfoResponse>
  Sync: MethodDefinition<_sallyport_databroker_v1_SyncRequestInput, _sallyport_databroker_v1_SyncResponseInput, _sallyport_databroker_v1_SyncRequest, _sallyport_databroker_v1_SyncResponse>
}
