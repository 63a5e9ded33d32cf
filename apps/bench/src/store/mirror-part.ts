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
  const { upTo: from } = await puts.run({ kind: 'put', perSecond, forMs: forMs / 4 })
  await all({ kind: 'begin', from })
  const pids = [broker.pid, puts.pid, ...mirrors.map(({ pid }) => pid)]
  const { result, cpuSeconds } = await withCpu(pids, () => puts.run({ kind: 'put', perSecond, forMs }))
  const latencies = new LatencyHistogram()
  for (const counts of await all({ kind: 'end', upTo: result.upTo })) latencies.add(counts)

  const shown = quantilesOf(latencies)
  const answered = quantilesOf(LatencyHistogram.of(result.latencies))
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
        measured: shown.p99,
        unit: ' ms',
        because: `the put's own answer had a p99 of ${answered.p99.toFixed(0)} ms at ${pace.toFixed(0)} puts a second, ${result.failed} of them unanswered; the databroker, the writer and the mirrors used ${cores.toFixed(1)} cores together, beside Postgres and whatever else runs here`,
      },
    ],
    tables: [
      {
        title: `Put to mirror: ${perSecond} puts/s wanted, ${pace.toFixed(0)} reached; ${subscribers} mirrors, each with ${sessions} sessions; ${cores.toFixed(1)} cores used beside Postgres`,
        columns: ['', 'count', 'p50 ms', 'p99 ms', 'p99.9 ms'],
        rows: [
          ['from put to its answer', ...cellsOf(answered)],
          ['from put to a mirror', ...cellsOf(shown)],
        ],
      },
    ],
  }
}

interface Quantiles {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly p999: number
}

function quantilesOf(latencies: LatencyHistogram): Quantiles {
  const [p50 = 0, p99 = 0, p999 = 0] = [0.5, 0.99, 0.999].map((share) => latencies.quantileMs(share))
  return { count: latencies.total, p50, p99, p999 }
}

function cellsOf({ count, p50, p99, p999 }: Quantiles): string[] {
  return [String(count), ...[p50, p99, p999].map((ms) => ms.toFixed(1))]
}

function workerAt(name: 'paced-put' | 'subscriber'): URL {
  return new URL(`./${name}-worker.ts`, import.meta.url)
}
