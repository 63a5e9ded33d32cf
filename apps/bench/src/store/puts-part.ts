import { withCpu } from '../measure/cpu-use.ts'
import { LatencyHistogram } from '../measure/latency-histogram.ts'
import { figureOf, inTurn, ratioOf } from '../measure/rounds.ts'
import { Worker } from '../processes/worker.ts'
import type { PartReport } from '../report/report.ts'
import type { Scale } from '../scale.ts'
import { startBroker } from './broker-process.ts'
import type { InsertJob } from './insert-worker.ts'
import { createPlainTable } from './plain-table.ts'
import type { PutJob } from './put-worker.ts'
import type { StoreJob } from './store-worker.ts'
import type { WriteRate } from './write-rate.ts'

/** Puts through a databroker, puts straight into its store, and plain inserts of the same rows, all into the same Postgres. */
export async function measurePuts(
  postgres: { readonly url: string },
  { rounds, forMs, writers }: Scale['puts'],
  progress: (text: string) => void,
): Promise<PartReport> {
  await using scope = new AsyncDisposableStack()
  const broker = scope.use(await startBroker(postgres))
  const { databaseUrl } = broker
  await createPlainTable(databaseUrl)
  const puts = scope.use(await Worker.start<PutJob, WriteRate>(workerAt('put')))
  const store = scope.use(await Worker.start<StoreJob, WriteRate>(workerAt('store')))
  const inserts = scope.use(await Worker.start<InsertJob, WriteRate>(workerAt('insert')))

  const measure = (pids: readonly number[], write: () => Promise<WriteRate>) => async () => {
    const { result, cpuSeconds } = await withCpu(pids, write)
    const { writes, seconds, latencies } = result
    return { perSecond: writes / seconds, cpuUs: (cpuSeconds / writes) * 1e6, latencies }
  }
  const insertsOver = (connections: number) =>
    measure([inserts.pid], () => inserts.run({ databaseUrl, connections, writers, forMs }))
  const subjects = {
    puts: measure([puts.pid, broker.pid], () => puts.run({ broker: broker.as('authenticate'), writers, forMs })),
    store: measure([store.pid], () => store.run({ databaseUrl, writers, forMs })),
    one: insertsOver(1),
    ten: insertsOver(10),
    each: insertsOver(writers),
  }
  progress('warming up')
  for (const subject of Object.values(subjects)) await subject()
  const roundsOf = await inTurn(subjects, rounds, (round) => progress(`writes, round ${round} of ${rounds}`))

  const rate = (name: keyof typeof subjects) => roundsOf(name).map(({ perSecond }) => perSecond)
  const cpuUs = (name: keyof typeof subjects) => figureOf(roundsOf(name).map((round) => round.cpuUs)).median
  const putsToInserts = ratioOf(rate('puts'), rate('ten'))
  const storeToInserts = ratioOf(rate('store'), rate('ten'))
  const titles = {
    puts: 'puts through the databroker',
    store: 'puts straight into its store',
    one: 'plain inserts, 1 connection',
    ten: 'plain inserts, 10 connections',
    each: `plain inserts, ${writers} connections`,
  }
  const rows = (['puts', 'store', 'one', 'ten', 'each'] as const).map((name) => {
    const perSecond = figureOf(rate(name))
    const latencies = new LatencyHistogram()
    for (const round of roundsOf(name)) latencies.add(round.latencies)
    const quantiles = [0.5, 0.99, 0.999].map((share) => latencies.quantileMs(share).toFixed(1))
    const spread = `${(perSecond.spread * 50).toFixed(0)} %`
    return [titles[name], perSecond.median.toFixed(0), spread, cpuUs(name).toFixed(0), ...quantiles]
  })
  return {
    part: 'puts',
    ratios: [
      { what: 'puts through the databroker to plain inserts on 10 connections', ...putsToInserts },
      { what: 'puts straight into its store to plain inserts on 10 connections', ...storeToInserts },
    ],
    aims: [
      {
        what: 'puts beside plain inserts on 10 connections',
        wanted: 'at least',
        limit: 2,
        measured: putsToInserts.median,
        unit: ' times',
        because: `outside Postgres a put takes ${cpuUs('puts').toFixed(0)} µs of processor, ${(cpuUs('puts') - cpuUs('store')).toFixed(0)} of them for the call over gRPC and mutual TLS; an insert takes ${cpuUs('ten').toFixed(0)}`,
      },
    ],
    tables: [
      {
        title: `Writes of new sessions, ${writers} writers, commits that wait for the disk (CPU without Postgres itself)`,
        columns: ['', 'writes/s', '±', 'CPU µs/write', 'p50 ms', 'p99 ms', 'p99.9 ms'],
        rows,
      },
    ],
  }
}

function workerAt(name: 'put' | 'store' | 'insert'): URL {
  return new URL(`./${name}-worker.ts`, import.meta.url)
}
