import { startSync } from '@sallyport/databroker-client'
import { silentLogger } from '@sallyport/kernel'
import { Mirror } from '@sallyport/records'
import { type HistogramCounts, LatencyHistogram } from '../measure/latency-histogram.ts'
import { serveJobs } from '../processes/serve-jobs.ts'
import { type BrokerAccess, connectToBroker } from './broker-access.ts'
import { machineMicroseconds } from './machine-clock.ts'
import { proxyTypes } from './proxy-types.ts'

export type SubscriberJob =
  /** Opens so many mirrors, each over a connection of its own; answers once all of them show the state. */
  | { readonly kind: 'open'; readonly broker: BrokerAccess; readonly subscribers: number }
  /** Forgets what was measured so far. */
  | { readonly kind: 'begin' }
  /** What was measured since then. */
  | { readonly kind: 'end' }

/** From a put being sent to a mirror showing it; every mirror counts by itself. */
export type PutToMirror = HistogramCounts

const scope = new AsyncDisposableStack()
let latencies = new LatencyHistogram()

serveJobs<SubscriberJob, PutToMirror>(async (job) => {
  switch (job.kind) {
    case 'open':
      await Promise.all(Array.from({ length: job.subscribers }, () => openMirror(job.broker)))
      return []
    case 'begin':
      latencies = new LatencyHistogram()
      return []
    case 'end':
      return latencies.counts
  }
})

async function openMirror(broker: BrokerAccess): Promise<void> {
  const mirror = new Mirror({ types: proxyTypes })
  const client = await connectToBroker(broker, scope)
  const sync = scope.use(startSync({ mirror, client, log: silentLogger }))
  await sync.caughtUp(AbortSignal.timeout(20_000))
  mirror.onChange(({ changes }) => {
    const now = machineMicroseconds()
    for (const { after } of changes) {
      const sentAt = Number(after?.data['handle_hash'])
      if (Number.isFinite(sentAt)) latencies.record((now - sentAt) / 1_000)
    }
  })
}
