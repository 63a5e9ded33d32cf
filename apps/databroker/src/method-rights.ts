import { databrokerService, keysService } from '@sallyport/proto'
import { type MethodRights, type ServiceName, serviceNames } from '@sallyport/service-identity'

const clients = ['authenticate', 'authorize', 'proxy'] as const satisfies readonly ServiceName[]
const { Put, Get, Query, Delete, ListTypes, Sync, ServerInfo, AcquireLease, RenewLease, ReleaseLease } =
  databrokerService

/** Who may call at all. Which types and ids a call may touch is for `record-rights.ts`, which purposes for `key-handlers.ts`. */
export const methodRights: MethodRights = new Map<string, readonly ServiceName[]>([
  [Put.path, clients],
  [Get.path, clients],
  [Query.path, clients],
  [Delete.path, clients],
  [ListTypes.path, clients],
  [Sync.path, clients],
  [ServerInfo.path, serviceNames],
  [AcquireLease.path, ['authenticate']],
  [RenewLease.path, ['authenticate']],
  [ReleaseLease.path, ['authenticate']],
  [keysService.GetKeyRing.path, ['proxy', 'authorize']],
])
