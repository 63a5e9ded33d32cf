// Original file: proto/sallyport/authenticate/v1/authenticate.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { RedeemSignInCodeRequestInput as _sallyport_authenticate_v1_RedeemSignInCodeRequestInput, RedeemSignInCodeRequest as _sallyport_authenticate_v1_RedeemSignInCodeRequest } from '../../../sallyport/authenticate/v1/RedeemSignInCodeRequest.ts';
import type { RedeemSignInCodeResponseInput as _sallyport_authenticate_v1_RedeemSignInCodeResponseInput, RedeemSignInCodeResponse as _sallyport_authenticate_v1_RedeemSignInCodeResponse } from '../../../sallyport/authenticate/v1/RedeemSignInCodeResponse.ts';

/**
 * What a proxy asks of authenticate.
 */
export interface AuthenticateClient extends grpc.Client {
  /**
   * Redeems a hand-over code. Exactly one caller ever gets a session for it.
   */
  RedeemSignInCode(argument: _sallyport_authenticate_v1_RedeemSignInCodeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_authenticate_v1_RedeemSignInCodeResponse>): grpc.ClientUnaryCall;
  RedeemSignInCode(argument: _sallyport_authenticate_v1_RedeemSignInCodeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_authenticate_v1_RedeemSignInCodeResponse>): grpc.ClientUnaryCall;
  RedeemSignInCode(argument: _sallyport_authenticate_v1_RedeemSignInCodeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_authenticate_v1_RedeemSignInCodeResponse>): grpc.ClientUnaryCall;
  RedeemSignInCode(argument: _sallyport_authenticate_v1_RedeemSignInCodeRequestInput, callback: grpc.requestCallback<_sallyport_authenticate_v1_RedeemSignInCodeResponse>): grpc.ClientUnaryCall;
  /**
   * Redeems a hand-over code. Exactly one caller ever gets a session for it.
   */
  redeemSignInCode(argument: _sallyport_authenticate_v1_RedeemSignInCodeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_authenticate_v1_RedeemSignInCodeResponse>): grpc.ClientUnaryCall;
  redeemSignInCode(argument: _sallyport_authenticate_v1_RedeemSignInCodeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_sallyport_authenticate_v1_RedeemSignInCodeResponse>): grpc.ClientUnaryCall;
  redeemSignInCode(argument: _sallyport_authenticate_v1_RedeemSignInCodeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_sallyport_authenticate_v1_RedeemSignInCodeResponse>): grpc.ClientUnaryCall;
  redeemSignInCode(argument: _sallyport_authenticate_v1_RedeemSignInCodeRequestInput, callback: grpc.requestCallback<_sallyport_authenticate_v1_RedeemSignInCodeResponse>): grpc.ClientUnaryCall;
  
}

/**
 * What a proxy asks of authenticate.
 */
export interface AuthenticateHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Redeems a hand-over code. Exactly one caller ever gets a session for it.
   */
  RedeemSignInCode: grpc.handleUnaryCall<_sallyport_authenticate_v1_RedeemSignInCodeRequest, _sallyport_authenticate_v1_RedeemSignInCodeResponseInput>;
  
}

export interface AuthenticateDefinition extends grpc.ServiceDefinition {
  RedeemSignInCode: MethodDefinition<_sallyport_authenticate_v1_RedeemSignInCodeRequestInput, _sallyport_authenticate_v1_RedeemSignInCodeResponseInput, _sallyport_authenticate_v1_RedeemSignInCodeRequest, _sallyport_authenticate_v1_RedeemSignInCodeResponse>
}
