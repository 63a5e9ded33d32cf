import { startSync } from '@sallyport/databroker-client'
import { silentLogger } from '@sallyport/kernel'
import { Mirror } from '@sallyport/records'
import { serveJobs } from '../processes/serve-jobs.ts'
import { type BrokerAccess, connectToBroker } from './broker-access.ts'
import { proxyTypes } from './proxy-types.ts'

export interface SnapshotJob {
  readonly broker: BrokerAccess
}

export interface Snapshot {
  readonly sessions: number
  readonly seconds: number
  /** What the mirror added to the heap and to the buffers beside it, once everything that can go has gone. */
  readonly bytes: number
}

/** Loads the whole state into a new mirror, as a proxy does when it starts. Needs `--expose-gc`. */
serveJobs<SnapshotJob, Snapshot>(async ({ broker }) => {
  await using scope = new AsyncDisposableStack()
  const client = await connectToBroker(broker, scope)
  await client.ready(AbortSignal.timeout(5_000))
  const before = bytesInUse()
  const mirror = new Mirror({ types: proxyTypes })
  const startedAt = performance.now()
  const sync = scope.use(startSync({ mirror, client, log: silentLogger }))
  await sync.caughtUp(AbortSignal.timeout(60_000))
  const seconds = (performance.now() - startedAt) / 1_000
  return { sessions: mirror.count('session'), seconds, bytes: bytesInUse() - before }
})

function bytesInUse(): number {
  if (globalThis.gc === undefined) throw new Error('a snapshot is measured with --expose-gc')
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
