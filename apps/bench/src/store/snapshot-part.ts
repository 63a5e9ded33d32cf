import { withCpu } from '../measure/cpu-use.ts'
import { figureOf } from '../measure/rounds.ts'
import { Worker } from '../processes/worker.ts'
import type { PartReport } from '../report/report.ts'
import type { Scale } from '../scale.ts'
import { startBroker } from './broker-process.ts'
import type { PutJob } from './put-worker.ts'
import type { Snapshot, SnapshotJob } from './snapshot-worker.ts'
import type { WriteRate } from './write-rate.ts'

/** Loads many sessions into a new mirror, as a proxy that starts does, each time in a process of its own. */
export async function measureSnapshot(
  postgres: { readonly url: string },
  { rounds, sessions }: Scale['snapshot'],
  progress: (text: string) => void,
): Promise<PartReport> {
  await using scope = new AsyncDisposableStack()
  const broker = scope.use(await startBroker(postgres))
  progress(`putting ${sessions} sessions`)
  await putSessions(broker.as('authenticate'), sessions)
  const measured: Measured[] = []
  for (let round = 1; round <= rounds; round += 1) {
    progress(`snapshot, round ${round} of ${rounds}`)
    measured.push(await load({ broker: broker.as('proxy') }, broker.pid))
  }

  const seconds = figureOf(measured.map((round) => round.seconds))
  const bytes = figureOf(measured.map((round) => round.bytes / round.sessions))
  const brokerCpu = figureOf(measured.map((round) => round.brokerCpuSeconds))
  const mirrorCpu = figureOf(measured.map((round) => round.mirrorCpuSeconds))
  return {
    part: 'snapshot',
    ratios: [],
    aims: [
      {
        what: `snapshot of ${sessions} sessions`,
        wanted: 'at most',
        limit: 3,
        measured: seconds.median,
        unit: ' s',
        because: `it took ${brokerCpu.median.toFixed(1)} s of processor in the databroker and ${mirrorCpu.median.toFixed(1)} s in the mirror`,
      },
      {
        what: 'memory of a session in a mirror',
        wanted: 'at most',
        limit: 1_024,
        measured: bytes.median,
        unit: ' bytes',
        because: 'measured as the growth of heap and buffers after a full collection',
      },
    ],
    tables: [
      {
        title: 'Snapshot into a new mirror, as a proxy sees it',
        columns: ['', 'seconds', '±', 'databroker CPU s', 'mirror CPU s', 'bytes/session'],
        rows: [
          [
            `${sessions} sessions`,
            seconds.median.toFixed(2),
            `${(seconds.spread * 50).toFixed(0)} %`,
            brokerCpu.median.toFixed(2),
            mirrorCpu.median.toFixed(2),
            bytes.median.toFixed(0),
          ],
        ],
      },
    ],
  }
}

interface Measured extends Snapshot {
  readonly brokerCpuSeconds: number
  readonly mirrorCpuSeconds: number
}

async function putSessions(broker: PutJob['broker'], sessions: number): Promise<void> {
  await using worker = await Worker.start<PutJob, WriteRate>(workerAt('put'))
  const { writes } = await worker.run({ broker, writers: 256, forMs: 120_000, atMost: sessions })
  if (writes < sessions) throw new Error(`only ${writes} sessions could be put in two minutes`)
}

async function load(job: SnapshotJob, brokerPid: number): Promise<Measured> {
  await using worker = await Worker.start<SnapshotJob, Snapshot>(workerAt('snapshot'), {
    nodeOptions: ['--expose-gc'],
  })
  const ofBroker = await withCpu([brokerPid], () => withCpu([worker.pid], () => worker.run(job)))
  const { result, cpuSeconds } = ofBroker.result
  return { ...result, brokerCpuSeconds: ofBroker.cpuSeconds, mirrorCpuSeconds: cpuSeconds }
}

function workerAt(name: 'put' | 'snapshot'): URL {
  return new URL(`./${name}-worker.ts`, import.meta.url)
}
