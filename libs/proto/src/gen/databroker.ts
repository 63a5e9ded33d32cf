import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { TimestampInput as _google_protobuf_TimestampInput, Timestamp as _google_protobuf_Timestamp } from './google/protobuf/Timestamp.ts';
import type { AcquireLeaseRequestInput as _sallyport_databroker_v1_AcquireLeaseRequestInput, AcquireLeaseRequest as _sallyport_databroker_v1_AcquireLeaseRequest } from './sallyport/databroker/v1/AcquireLeaseRequest.ts';
import type { DatabrokerClient as _sallyport_databroker_v1_DatabrokerClient, DatabrokerDefinition as _sallyport_databroker_v1_DatabrokerDefinition } from './sallyport/databroker/v1/Databroker.ts';
import type { DeleteRequestInput as _sallyport_databroker_v1_DeleteRequestInput, DeleteRequest as _sallyport_databroker_v1_DeleteRequest } from './sallyport/databroker/v1/DeleteRequest.ts';
import type { DeleteResponseInput as _sallyport_databroker_v1_DeleteResponseInput, DeleteResponse as _sallyport_databroker_v1_DeleteResponse } from './sallyport/databroker/v1/DeleteResponse.ts';
import type { DeletionInput as _sallyport_databroker_v1_DeletionInput, Deletion as _sallyport_databroker_v1_Deletion } from './sallyport/databroker/v1/Deletion.ts';
import type { FenceInput as _sallyport_databroker_v1_FenceInput, Fence as _sallyport_databroker_v1_Fence } from './sallyport/databroker/v1/Fence.ts';
import type { GetKeyRingRequestInput as _sallyport_databroker_v1_GetKeyRingRequestInput, GetKeyRingRequest as _sallyport_databroker_v1_GetKeyRingRequest } from './sallyport/databroker/v1/GetKeyRingRequest.ts';
import type { GetKeyRingResponseInput as _sallyport_databroker_v1_GetKeyRingResponseInput, GetKeyRingResponse as _sallyport_databroker_v1_GetKeyRingResponse } from './sallyport/databroker/v1/GetKeyRingResponse.ts';
import type { GetRequestInput as _sallyport_databroker_v1_GetRequestInput, GetRequest as _sallyport_databroker_v1_GetRequest } from './sallyport/databroker/v1/GetRequest.ts';
import type { GetResponseInput as _sallyport_databroker_v1_GetResponseInput, GetResponse as _sallyport_databroker_v1_GetResponse } from './sallyport/databroker/v1/GetResponse.ts';
import type { KeyInput as _sallyport_databroker_v1_KeyInput, Key as _sallyport_databroker_v1_Key } from './sallyport/databroker/v1/Key.ts';
import type { KeysClient as _sallyport_databroker_v1_KeysClient, KeysDefinition as _sallyport_databroker_v1_KeysDefinition } from './sallyport/databroker/v1/Keys.ts';
import type { LeaseResponseInput as _sallyport_databroker_v1_LeaseResponseInput, LeaseResponse as _sallyport_databroker_v1_LeaseResponse } from './sallyport/databroker/v1/LeaseResponse.ts';
import type { ListTypesRequestInput as _sallyport_databroker_v1_ListTypesRequestInput, ListTypesRequest as _sallyport_databroker_v1_ListTypesRequest } from './sallyport/databroker/v1/ListTypesRequest.ts';
import type { ListTypesResponseInput as _sallyport_databroker_v1_ListTypesResponseInput, ListTypesResponse as _sallyport_databroker_v1_ListTypesResponse } from './sallyport/databroker/v1/ListTypesResponse.ts';
import type { PutRequestInput as _sallyport_databroker_v1_PutRequestInput, PutRequest as _sallyport_databroker_v1_PutRequest } from './sallyport/databroker/v1/PutRequest.ts';
import type { PutResponseInput as _sallyport_databroker_v1_PutResponseInput, PutResponse as _sallyport_databroker_v1_PutResponse } from './sallyport/databroker/v1/PutResponse.ts';
import type { QueryRequestInput as _sallyport_databroker_v1_QueryRequestInput, QueryRequest as _sallyport_databroker_v1_QueryRequest } from './sallyport/databroker/v1/QueryRequest.ts';
import type { QueryResponseInput as _sallyport_databroker_v1_QueryResponseInput, QueryResponse as _sallyport_databroker_v1_QueryResponse } from './sallyport/databroker/v1/QueryResponse.ts';
import type { RecordInput as _sallyport_databroker_v1_RecordInput, Record as _sallyport_databroker_v1_Record } from './sallyport/databroker/v1/Record.ts';
import type { ReleaseLeaseRequestInput as _sallyport_databroker_v1_ReleaseLeaseRequestInput, ReleaseLeaseRequest as _sallyport_databroker_v1_ReleaseLeaseRequest } from './sallyport/databroker/v1/ReleaseLeaseRequest.ts';
import type { ReleaseLeaseResponseInput as _sallyport_databroker_v1_ReleaseLeaseResponseInput, ReleaseLeaseResponse as _sallyport_databroker_v1_ReleaseLeaseResponse } from './sallyport/databroker/v1/ReleaseLeaseResponse.ts';
import type { RenewLeaseRequestInput as _sallyport_databroker_v1_RenewLeaseRequestInput, RenewLeaseRequest as _sallyport_databroker_v1_RenewLeaseRequest } from './sallyport/databroker/v1/RenewLeaseRequest.ts';
import type { ServerInfoRequestInput as _sallyport_databroker_v1_ServerInfoRequestInput, ServerInfoRequest as _sallyport_databroker_v1_ServerInfoRequest } from './sallyport/databroker/v1/ServerInfoRequest.ts';
import type { ServerInfoResponseInput as _sallyport_databroker_v1_ServerInfoResponseInput, ServerInfoResponse as _sallyport_databroker_v1_ServerInfoResponse } from './sallyport/databroker/v1/ServerInfoResponse.ts';
import type { SyncChangesInput as _sallyport_databroker_v1_SyncChangesInput, SyncChanges as _sallyport_databroker_v1_SyncChanges } from './sallyport/databroker/v1/SyncChanges.ts';
import type { SyncCheckpointInput as _sallyport_databroker_v1_SyncCheckpointInput, SyncCheckpoint as _sallyport_databroker_v1_SyncCheckpoint } from './sallyport/databroker/v1/SyncCheckpoint.ts';
import type { SyncOpenInput as _sallyport_databroker_v1_SyncOpenInput, SyncOpen as _sallyport_databroker_v1_SyncOpen } from './sallyport/databroker/v1/SyncOpen.ts';
import type { SyncRequestInput as _sallyport_databroker_v1_SyncRequestInput, SyncRequest as _sallyport_databroker_v1_SyncRequest } from './sallyport/databroker/v1/SyncRequest.ts';
import type { SyncResetInput as _sallyport_databroker_v1_SyncResetInput, SyncReset as _sallyport_databroker_v1_SyncReset } from './sallyport/databroker/v1/SyncReset.ts';
import type { SyncResponseInput as _sallyport_databroker_v1_SyncResponseInput, SyncResponse as _sallyport_databroker_v1_SyncResponse } from './sallyport/databroker/v1/SyncResponse.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  google: {
    protobuf: {
      Timestamp: MessageTypeDefinition<_google_protobuf_TimestampInput, _google_protobuf_Timestamp>
    }
  }
  sallyport: {
    databroker: {
      v1: {
        AcquireLeaseRequest: MessageTypeDefinition<_sallyport_databroker_v1_AcquireLeaseRequestInput, _sallyport_databroker_v1_AcquireLeaseRequest>
        /**
         * Versioned records with an explicit delete, and the one stream that keeps every mirror right.
         */
        Databroker: SubtypeConstructor<typeof grpc.Client, _sallyport_databroker_v1_DatabrokerClient> & { service: _sallyport_databroker_v1_DatabrokerDefinition }
        DeleteRequest: MessageTypeDefinition<_sallyport_databroker_v1_DeleteRequestInput, _sallyport_databroker_v1_DeleteRequest>
        DeleteResponse: MessageTypeDefinition<_sallyport_databroker_v1_DeleteResponseInput, _sallyport_databroker_v1_DeleteResponse>
        Deletion: MessageTypeDefinition<_sallyport_databroker_v1_DeletionInput, _sallyport_databroker_v1_Deletion>
        Fence: MessageTypeDefinition<_sallyport_databroker_v1_FenceInput, _sallyport_databroker_v1_Fence>
        GetKeyRingRequest: MessageTypeDefinition<_sallyport_databroker_v1_GetKeyRingRequestInput, _sallyport_databroker_v1_GetKeyRingRequest>
        GetKeyRingResponse: MessageTypeDefinition<_sallyport_databroker_v1_GetKeyRingResponseInput, _sallyport_databroker_v1_GetKeyRingResponse>
        GetRequest: MessageTypeDefinition<_sallyport_databroker_v1_GetRequestInput, _sallyport_databroker_v1_GetRequest>
        GetResponse: MessageTypeDefinition<_sallyport_databroker_v1_GetResponseInput, _sallyport_databroker_v1_GetResponse>
        Key: MessageTypeDefinition<_sallyport_databroker_v1_KeyInput, _sallyport_databroker_v1_Key>
        /**
         * Hands out the keys that are shared by the replicas of one service.
         */
        Keys: SubtypeConstructor<typeof grpc.Client, _sallyport_databroker_v1_KeysClient> & { service: _sallyport_databroker_v1_KeysDefinition }
        LeaseResponse: MessageTypeDefinition<_sallyport_databroker_v1_LeaseResponseInput, _sallyport_databroker_v1_LeaseResponse>
        ListTypesRequest: MessageTypeDefinition<_sallyport_databroker_v1_ListTypesRequestInput, _sallyport_databroker_v1_ListTypesRequest>
        ListTypesResponse: MessageTypeDefinition<_sallyport_databroker_v1_ListTypesResponseInput, _sallyport_databroker_v1_ListTypesResponse>
        PutRequest: MessageTypeDefinition<_sallyport_databroker_v1_PutRequestInput, _sallyport_databroker_v1_PutRequest>
        PutResponse: MessageTypeDefinition<_sallyport_databroker_v1_PutResponseInput, _sallyport_databroker_v1_PutResponse>
        QueryRequest: MessageTypeDefinition<_sallyport_databroker_v1_QueryRequestInput, _sallyport_databroker_v1_QueryRequest>
        QueryResponse: MessageTypeDefinition<_sallyport_databroker_v1_QueryResponseInput, _sallyport_databroker_v1_QueryResponse>
        Record: MessageTypeDefinition<_sallyport_databroker_v1_RecordInput, _sallyport_databroker_v1_Record>
        ReleaseLeaseRequest: MessageTypeDefinition<_sallyport_databroker_v1_ReleaseLeaseRequestInput, _sallyport_databroker_v1_ReleaseLeaseRequest>
        ReleaseLeaseResponse: MessageTypeDefinition<_sallyport_databroker_v1_ReleaseLeaseResponseInput, _sallyport_databroker_v1_ReleaseLeaseResponse>
        RenewLeaseRequest: MessageTypeDefinition<_sallyport_databroker_v1_RenewLeaseRequestInput, _sallyport_databroker_v1_RenewLeaseRequest>
        ServerInfoRequest: MessageTypeDefinition<_sallyport_databroker_v1_ServerInfoRequestInput, _sallyport_databroker_v1_ServerInfoRequest>
        ServerInfoResponse: MessageTypeDefinition<_sallyport_databroker_v1_ServerInfoResponseInput, _sallyport_databroker_v1_ServerInfoResponse>
        SyncChanges: MessageTypeDefinition<_sallyport_databroker_v1_SyncChangesInput, _sallyport_databroker_v1_SyncChanges>
        SyncCheckpoint: MessageTypeDefinition<_sallyport_databroker_v1_SyncCheckpointInput, _sallyport_databroker_v1_SyncCheckpoint>
        SyncOpen: MessageTypeDefinition<_sallyport_databroker_v1_SyncOpenInput, _sallyport_databroker_v1_SyncOpen>
        SyncRequest: MessageTypeDefinition<_sallyport_databroker_v1_SyncRequestInput, _sallyport_databroker_v1_SyncRequest>
        SyncReset: MessageTypeDefinition<_sallyport_databroker_v1_SyncResetInput, _sallyport_databroker_v1_SyncReset>
        SyncResponse: MessageTypeDefinition<_sallyport_databroker_v1_SyncResponseInput, _sallyport_databroker_v1_SyncResponse>
        WriteOutcome: EnumTypeDefinition
      }
    }
  }
}

