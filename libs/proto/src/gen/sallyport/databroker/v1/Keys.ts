// Original file: proto/sallyport/databroker/v1/databroker.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { GetKeyRingRequestInput as _sallyport_databroker_v1_GetKeyRingRequestInput, GetKeyRingRequest as _sallyport_databroker_v1_GetKeyRingRequest } from '../../../sallyport/databroker/v1/GetKeyRingRequest.ts';
import type { GetKeyRingResponseInput as _sallyport_databroker_v1_GetKeyRingResponseInput, GetKeyRingResponse as _sallyport_databroker_v1_GetKeyRingResponse } from '../../../sallyport/databroker/v1/GetKeyRingResponse.ts';

/**
 * Hands out the keys that are shared by the replicas of one service.
 */
export interface KeysClient extends grpc.Client {
  /**
   * The ring for one purpose; what a caller may ask for depends on its identity. Makes the first key if there is none.
   */
  GetKeyRing(argument: _sallyport_databroker_v1_GetKeyRingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_GetKeyRingResponse>): grpc.ClientUnaryCall;
  GetKeyRing(argument: _sallyport_databroker_v1_GetKeyRingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_GetKeyRingResponse>): grpc.ClientUnaryCall;
  GetKeyRing(argument: _sallyport_databroker_v1_GetKeyRingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_GetKeyRingResponse>): grpc.ClientUnaryCall;
  GetKeyRing(argument: _sallyport_databroker_v1_GetKeyRingRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_GetKeyRingResponse>): grpc.ClientUnaryCall;
  /**
   * The ring for one purpose; what a caller may ask for depends on its identity. Makes the first key if there is none.
   */
  getKeyRing(argument: _sallyport_databroker_v1_GetKeyRingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_GetKeyRingResponse>): grpc.ClientUnaryCall;
  getKeyRing(argument: _sallyport_databroker_v1_GetKeyRingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_databroker_v1_GetKeyRingResponse>): grpc.ClientUnaryCall;
  getKeyRing(argument: _sallyport_databroker_v1_GetKeyRingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_databroker_v1_GetKeyRingResponse>): grpc.ClientUnaryCall;
  getKeyRing(argument: _sallyport_databroker_v1_GetKeyRingRequestInput, callback: grpc.requestCallback<_sallyport_databroker_v1_GetKeyRingResponse>): grpc.ClientUnaryCall;
  
}

/**
 * Hands out the keys that are shared by the replicas of one service.
 */
export interface KeysHandlers extends grpc.UntypedServiceImplementation {
  /**
   * The ring for one purpose; what a caller may ask for depends on its identity. Makes the first key if there is none.
   */
  GetKeyRing: grpc.handleUnaryCall<_sallyport_databroker_v1_GetKeyRingRequest, _sallyport_databroker_v1_GetKeyRingResponseInput>;
  
}

export interface KeysDefinition extends grpc.ServiceDefinition {
  GetKeyRing: MethodDefinition<_sallyport_databroker_v1_GetKeyRingRequestInput, _sallyport_databroker_v1_GetKeyRingResponseInput, _sallyport_databroker_v1_GetKeyRingRequest, _sallyport_databroker_v1_GetKeyRingResponse>
}
