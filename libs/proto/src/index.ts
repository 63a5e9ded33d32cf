export { EncodedMessage } from './encoded-message.ts'
export * from './messages.ts'
export type { BidiStreamKind, ClientStreamKind, ServerStreamKind, ServiceMethods, UnaryKind } from './rpc-types.ts'
export {
  authenticateService,
  authorizeService,
  databrokerService,
  encodeSyncResponse,
  healthService,
  keysService,
} from './services.ts'
export { fromTimestamp, toTimestamp } from './timestamp.ts'
