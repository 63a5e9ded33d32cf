// Original file: proto/sallyport/authorize/v1/authorize.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CheckRequestInput as _sallyport_authorize_v1_CheckRequestInput, CheckRequest as _sallyport_authorize_v1_CheckRequest } from '../../../sallyport/authorize/v1/CheckRequest.ts';
import type { CheckResponseInput as _sallyport_authorize_v1_CheckResponseInput, CheckResponse as _sallyport_authorize_v1_CheckResponse } from '../../../sallyport/authorize/v1/CheckResponse.ts';

/**
 * Decides requests.
 */
export interface AuthorizeClient extends grpc.Client {
  Check(argument: _sallyport_authorize_v1_CheckRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_authorize_v1_CheckResponse>): grpc.ClientUnaryCall;
  Check(argument: _sallyport_authorize_v1_CheckRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_authorize_v1_CheckResponse>): grpc.ClientUnaryCall;
  Check(argument: _sallyport_authorize_v1_CheckRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_authorize_v1_CheckResponse>): grpc.ClientUnaryCall;
  Check(argument: _sallyport_authorize_v1_CheckRequestInput, callback: grpc.requestCallback<_sallyport_authorize_v1_CheckResponse>): grpc.ClientUnaryCall;
  check(argument: _sallyport_authorize_v1_CheckRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_authorize_v1_CheckResponse>): grpc.ClientUnaryCall;
  check(argument: _sallyport_authorize_v1_CheckRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_authorize_v1_CheckResponse>): grpc.ClientUnaryCall;
  check(argument: _sallyport_authorize_v1_CheckRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_authorize_v1_CheckResponse>): grpc.ClientUnaryCall;
  check(argument: _sallyport_authorize_v1_CheckRequestInput, callback: grpc.requestCallback<_sallyport_authorize_v1_CheckResponse>): grpc.ClientUnaryCall;
  
}

/**
 * Decides requests.
 */
export interface AuthorizeHandlers extends grpc.UntypedServiceImplementation {
  Check: grpc.handleUnaryCall<_sallyport_authorize_v1_CheckRequest, _sallyport_authorize_v1_CheckResponseInput>;
  
}

export interface AuthorizeDefinition extends grpc.ServiceDefinition {
  Check: MethodDefinition<_sallyport_authorize_v1_CheckRequestInput, _sallyport_authorize_v1_CheckResponseInput, _sallyport_authorize_v1_CheckRequest, _sallyport_authorize_v1_CheckResponse>
}
