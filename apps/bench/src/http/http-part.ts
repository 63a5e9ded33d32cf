import { withCpu } from '../measure/cpu-use.ts'
import { LatencyHistogram } from '../measure/latency-histogram.ts'
import { figureOf, inTurn, ratioOf } from '../measure/rounds.ts'
import { Worker } from '../processes/worker.ts'
import type { PartReport } from '../report/report.ts'
import type { Scale } from '../scale.ts'
import type { Load, LoadJob } from './load-worker.ts'
import { startLocalSystem } from './local-system.ts'
import { type Subject, throughPassThrough, throughProxy } from './subjects.ts'

/** The same request to the upstream itself, through the least that a proxy can be, and through ours. */
export async function measureHttp(
  { rounds, forMs, connections }: Scale['http'],
  progress: (text: string) => void,
): Promise<PartReport> {
  await using scope = new AsyncDisposableStack()
  progress('starting the whole system')
  const upstream = scope.use(await Worker.start<'listen', { readonly port: number }>(workerAt('upstream')))
  const { port: upstreamPort } = await upstream.run('listen')
  const load = scope.use(await Worker.start<LoadJob, Load>(workerAt('load')))
  const system = scope.use(await startLocalSystem())
  const proxied = await throughProxy(system, upstreamPort, load)
  const bare = await throughPassThrough(upstreamPort, proxied.authenticated.headers, scope)
  const direct = { ...bare, protocol: 'http:', port: upstreamPort, pid: upstream.pid } as const
  const subjects = { direct, bare, public: proxied.public, authenticated: proxied.authenticated }

  const measure = async ({ pid, ...target }: Subject, ms: number) => {
    const { result, cpuSeconds } = await withCpu([pid], () => load.run({ target, connections, forMs: ms }))
    const { requests, seconds, latencies } = result
    return { perSecond: requests / seconds, cpuUs: (cpuSeconds / requests) * 1e6, latencies }
  }
  progress('warming up')
  for (const subject of Object.values(subjects)) await measure(subject, forMs / 2)
  const of = (subject: Subject) => () => measure(subject, forMs)
  const roundsOf = await inTurn(
    {
      direct: of(direct),
      bare: of(bare),
      public: of(proxied.public),
      authenticated: of(proxied.authenticated),
    },
    rounds,
    (round) => progress(`requests, round ${round} of ${rounds}`),
  )

  const cpu = (name: keyof typeof subjects) => roundsOf(name).map(({ cpuUs }) => cpuUs)
  const authenticated = ratioOf(cpu('authenticated'), cpu('bare'))
  const open = ratioOf(cpu('public'), cpu('bare'))
  const titles = {
    direct: 'upstream, direct',
    bare: 'bare pass-through',
    public: 'public route',
    authenticated: 'authenticated route',
  }
  const rows = (['direct', 'bare', 'public', 'authenticated'] as const).map((name) => {
    const perSecond = figureOf(roundsOf(name).map((round) => round.perSecond))
    const cpuUs = figureOf(cpu(name))
    const latencies = new LatencyHistogram()
    for (const round of roundsOf(name)) latencies.add(round.latencies)
    const quantiles = [0.5, 0.99, 0.999].map((share) => latencies.quantileMs(share).toFixed(2))
    const spread = `${(cpuUs.spread * 50).toFixed(0)} %`
    return [titles[name], perSecond.median.toFixed(0), cpuUs.median.toFixed(0), spread, ...quantiles]
  })
  return {
    part: 'http',
    ratios: [
      { what: 'CPU of an authenticated request to one of the bare pass-through', ...authenticated },
      { what: 'CPU of a public request to one of the bare pass-through', ...open },
    ],
    aims: [
      {
        what: 'authenticated route, CPU beside the bare pass-through',
        wanted: 'at most',
        limit: 1.3,
        measured: authenticated.median,
        unit: ' times',
        because: `${open.median.toFixed(2)} times is what routing, headers, metrics and the access log cost on a public route; the rest is session and decision`,
      },
    ],
    tables: [
      {
        title: `HTTP/1.1 over TLS, ${connections} connections, 1 kB page (the upstream itself without TLS)`,
        columns: ['', 'requests/s', 'CPU µs/request', '±', 'p50 ms', 'p99 ms', 'p99.9 ms'],
        rows,
      },
    ],
  }
}

function workerAt(name: 'upstream' | 'load'): URL {
  return new URL(`./${name}-worker.ts`, import.meta.url)
}
