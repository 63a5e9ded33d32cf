import { withCpu } from '../measure/cpu-use.ts'
import { LatencyHistogram } from '../measure/latency-histogram.ts'
import { Worker } from '../processes/worker.ts'
import type { PartReport } from '../report/report.ts'
import type { Scale } from '../scale.ts'
import { startBroker } from './broker-process.ts'
import type { PacedPutJob, PacedPuts } from './paced-put-worker.ts'
import type { PutToMirror, SubscriberJob } from './subscriber-worker.ts'

const sessions = 2_000
const subscriberProcesses = 2

/** From a put being sent to every one of many mirrors showing it, at an even pace of puts. */
export async function measurePutToMirror(
  postgres: { readonly url: string },
  { forMs, subscribers, perSecond }: Scale['mirror'],
  progress: (text: string) => void,
): Promise<PartReport> {
  await using scope = new AsyncDisposableStack()
  const broker = scope.use(await startBroker(postgres))
  const puts = scope.use(await Worker.start<PacedPutJob, PacedPuts>(workerAt('paced-put')))
  const mirrors: Worker<SubscriberJob, PutToMirror>[] = []
  for (let index = 0; index < subscriberProcesses; index += 1)
    mirrors.push(scope.use(await Worker.start<SubscriberJob, PutToMirror>(workerAt('subscriber'))))
  const all = (job: SubscriberJob) => Promise.all(mirrors.map((mirror) => mirror.run(job)))

  progress(`${subscribers} mirrors at ${perSecond} puts a second, ${forMs / 1_000} s`)
  await puts.run({ kind: 'prepare', broker: broker.as('authenticate'), sessions })
  await all({ kind: 'open', broker: broker.as('proxy'), subscribers: subscribers / subscriberProcesses })
  await puts.run({ kind: 'put', perSecond, forMs: forMs / 4 })
  await all({ kind: 'begin' })
  const pids = [broker.pid, puts.pid, ...mirrors.map(({ pid }) => pid)]
  const { result, cpuSeconds } = await withCpu(pids, () => puts.run({ kind: 'put', perSecond, forMs }))
  const latencies = new LatencyHistogram()
  for (const counts of await all({ kind: 'end' })) latencies.add(counts)

  const [p50 = 0, p99 = 0, p999 = 0] = [0.5, 0.99, 0.999].map((share) => latencies.quantileMs(share))
  const pace = result.puts / result.seconds
  const cores = cpuSeconds / result.seconds
  return {
    part: 'mirror',
    ratios: [],
    aims: [
      {
        what: `put to mirror, p99 over ${subscribers} mirrors`,
        wanted: 'at most',
        limit: 50,
        measured: p99,
        unit: ' ms',
        because: `${pace.toFixed(0)} puts a second were reached; the databroker, the writer and the mirrors used ${cores.toFixed(1)} cores together, beside Postgres and whatever else runs here`,
      },
    ],
    tables: [
      {
        title: `Put to mirror, ${subscribers} mirrors, each with ${sessions} sessions`,
        columns: ['', 'puts/s', 'unanswered', 'seen', 'p50 ms', 'p99 ms', 'p99.9 ms', 'cores used'],
        rows: [
          [
            `aimed at ${perSecond} puts/s`,
            pace.toFixed(0),
            String(result.failed),
            String(latencies.total),
            p50.toFixed(1),
            p99.toFixed(1),
            p999.toFixed(1),
            cores.toFixed(2),
          ],
        ],
      },
    ],
  }
}

function workerAt(name: 'paced-put' | 'subscriber'): URL {
  return new URL(`./${name}-worker.ts`, import.meta.url)
}
