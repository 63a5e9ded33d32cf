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
  /** Forgets what was measured so far, once every mirror shows so much. */
  | { readonly kind: 'begin'; readonly from: Shown }
  /** What was measured since then, once every mirror shows so much. */
  | { readonly kind: 'end'; readonly upTo: Shown }

interface Shown {
  readonly epoch: string
  readonly version: bigint
}

/** From a put being sent to a mirror showing it; every mirror counts by itself. */
export type PutToMirror = HistogramCounts

const scope = new AsyncDisposableStack()
const mirrors: Mirror[] = []
let latencies = new LatencyHistogram()

serveJobs<SubscriberJob, PutToMirror>(async (job) => {
  switch (job.kind) {
    case 'open':
      await Promise.all(Array.from({ length: job.subscribers }, () => openMirror(job.broker)))
      return []
    case 'begin':
      await allShow(job.from)
      latencies = new LatencyHistogram()
      return []
    case 'end':
      await allShow(job.upTo)
      return latencies.counts
  }
})

async function allShow({ epoch, version }: Shown): Promise<void> {
  const signal = AbortSignal.timeout(30_000)
  await Promise.all(mirrors.map((mirror) => mirror.waitForVersion(epoch, version, signal)))
}

async function openMirror(broker: BrokerAccess): Promise<void> {
  const mirror = new Mirror({ types: proxyTypes })
  const client = await connectToBroker(broker, scope)
  const sync = scope.use(startSync({ mirror, client, log: silentLogger }))
  await sync.caughtUp(AbortSignal.timeout(20_000))
  mirrors.push(mirror)
  mirror.onChange(({ changes }) => {
    const now = machineMicroseconds()
    for (const { after } of changes) {
      const sentAt = Number(after?.data['handle_hash'])
      if (Number.isFinite(sentAt)) latencies.record((now - sentAt) / 1_000)
    }
  })
}
