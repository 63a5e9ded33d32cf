import { acceptingEncodedResponses, EncodedMessage } from './encoded-message.ts'
import type { HealthDefinition, HealthHandlers } from './gen/grpc/health/v1/Health.ts'
import type { AuthenticateDefinition, AuthenticateHandlers } from './gen/sallyport/authenticate/v1/Authenticate.ts'
import type { AuthorizeDefinition, AuthorizeHandlers } from './gen/sallyport/authorize/v1/Authorize.ts'
import type { DatabrokerDefinition, DatabrokerHandlers } from './gen/sallyport/databroker/v1/Databroker.ts'
import type { KeysDefinition, KeysHandlers } from './gen/sallyport/databroker/v1/Keys.ts'
import type { SyncResponseInput } from './gen/sallyport/databroker/v1/SyncResponse.ts'
import { loadService } from './load-service.ts'
import type { ServiceMethods } from './rpc-types.ts'

export const healthService = loadService<ServiceMethods<HealthDefinition, HealthHandlers>>('grpc.health.v1.Health')

export const authenticateService = loadService<ServiceMethods<AuthenticateDefinition, AuthenticateHandlers>>(
  'sallyport.authenticate.v1.Authenticate',
)

export const authorizeService = loadService<ServiceMethods<AuthorizeDefinition, AuthorizeHandlers>>(
  'sallyport.authorize.v1.Authorize',
)

export const keysService = loadService<ServiceMethods<KeysDefinition, KeysHandlers>>('sallyport.databroker.v1.Keys')

const databroker = loadService<ServiceMethods<DatabrokerDefinition, DatabrokerHandlers>>(
  'sallyport.databroker.v1.Databroker',
)

/** `Sync` also takes responses from `encodeSyncResponse`. */
export const databrokerService = { ...databroker, Sync: acceptingEncodedResponses(databroker.Sync) }

/** Encodes a response once, for all the subscribers that get it. */
export function encodeSyncResponse(response: SyncResponseInput): EncodedMessage<SyncResponseInput> {
  return new EncodedMessage(databroker.Sync.responseSerialize(response))
}
