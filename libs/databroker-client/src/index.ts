export {
  type BrokerInfo,
  DatabrokerClient,
  type DeleteCommand,
  type LeaseFence,
  type PutCommand,
  type StoreResult,
} from './databroker-client.ts'
export { recordFromMessage } from './record-from-message.ts'
export type { RetryLimits } from './retry.ts'
export type { SharedKey } from './shared-key.ts'
export { type RunningSync, type StartSyncOptions, startSync } from './start-sync.ts'
export type { SyncStatus } from './sync-follower.ts'
