import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { AuthenticateClient as _sallyport_authenticate_v1_AuthenticateClient, AuthenticateDefinition as _sallyport_authenticate_v1_AuthenticateDefinition } from './sallyport/authenticate/v1/Authenticate.ts';
import type { RedeemSignInCodeRequestInput as _sallyport_authenticate_v1_RedeemSignInCodeRequestInput, RedeemSignInCodeRequest as _sallyport_authenticate_v1_RedeemSignInCodeRequest } from './sallyport/authenticate/v1/RedeemSignInCodeRequest.ts';
import type { RedeemSignInCodeResponseInput as _sallyport_authenticate_v1_RedeemSignInCodeResponseInput, RedeemSignInCodeResponse as _sallyport_authenticate_v1_RedeemSignInCodeResponse } from './sallyport/authenticate/v1/RedeemSignInCodeResponse.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  sallyport: {
    authenticate: {
      v1: {
        /**
         * What a proxy asks of authenticate.
         */
        Authenticate: SubtypeConstructor<typeof grpc.Client, _sallyport_authenticate_v1_AuthenticateClient> & { service: _sallyport_authenticate_v1_AuthenticateDefinition }
        RedeemSignInCodeRequest: MessageTypeDefinition<_sallyport_authenticate_v1_RedeemSignInCodeRequestInput, _sallyport_authenticate_v1_RedeemSignInCodeRequest>
        RedeemSignInCodeResponse: MessageTypeDefinition<_sallyport_authenticate_v1_RedeemSignInCodeResponseInput, _sallyport_authenticate_v1_RedeemSignInCodeResponse>
      }
    }
  }
}

