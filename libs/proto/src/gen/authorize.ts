import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { AuthorizeClient as _sallyport_authorize_v1_AuthorizeClient, AuthorizeDefinition as _sallyport_authorize_v1_AuthorizeDefinition } from './sallyport/authorize/v1/Authorize.ts';
import type { CheckRequestInput as _sallyport_authorize_v1_CheckRequestInput, CheckRequest as _sallyport_authorize_v1_CheckRequest } from './sallyport/authorize/v1/CheckRequest.ts';
import type { CheckResponseInput as _sallyport_authorize_v1_CheckResponseInput, CheckResponse as _sallyport_authorize_v1_CheckResponse } from './sallyport/authorize/v1/CheckResponse.ts';
import type { DependencyInput as _sallyport_authorize_v1_DependencyInput, Dependency as _sallyport_authorize_v1_Dependency } from './sallyport/authorize/v1/Dependency.ts';
import type { HeaderInput as _sallyport_authorize_v1_HeaderInput, Header as _sallyport_authorize_v1_Header } from './sallyport/authorize/v1/Header.ts';
import type { ReasonInput as _sallyport_authorize_v1_ReasonInput, Reason as _sallyport_authorize_v1_Reason } from './sallyport/authorize/v1/Reason.ts';
import type { RequestAttributesInput as _sallyport_authorize_v1_RequestAttributesInput, RequestAttributes as _sallyport_authorize_v1_RequestAttributes } from './sallyport/authorize/v1/RequestAttributes.ts';
import type { VaryInput as _sallyport_authorize_v1_VaryInput, Vary as _sallyport_authorize_v1_Vary } from './sallyport/authorize/v1/Vary.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  sallyport: {
    authorize: {
      v1: {
        /**
         * Decides requests.
         */
        Authorize: SubtypeConstructor<typeof grpc.Client, _sallyport_authorize_v1_AuthorizeClient> & { service: _sallyport_authorize_v1_AuthorizeDefinition }
        CheckRequest: MessageTypeDefinition<_sallyport_authorize_v1_CheckRequestInput, _sallyport_authorize_v1_CheckRequest>
        CheckResponse: MessageTypeDefinition<_sallyport_authorize_v1_CheckResponseInput, _sallyport_authorize_v1_CheckResponse>
        Dependency: MessageTypeDefinition<_sallyport_authorize_v1_DependencyInput, _sallyport_authorize_v1_Dependency>
        Header: MessageTypeDefinition<_sallyport_authorize_v1_HeaderInput, _sallyport_authorize_v1_Header>
        Outcome: EnumTypeDefinition
        Reason: MessageTypeDefinition<_sallyport_authorize_v1_ReasonInput, _sallyport_authorize_v1_Reason>
        RequestAttributes: MessageTypeDefinition<_sallyport_authorize_v1_RequestAttributesInput, _sallyport_authorize_v1_RequestAttributes>
        Vary: MessageTypeDefinition<_sallyport_authorize_v1_VaryInput, _sallyport_authorize_v1_Vary>
      }
    }
  }
}

