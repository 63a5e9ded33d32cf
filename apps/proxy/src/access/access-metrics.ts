import type { CheckAnswer, DecisionCache } from '@sallyport/decisions'
import type { Mirror } from '@sallyport/records'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { SignInOutcome } from '../sign-in/sign-in-callback.ts'
import type { CutReason } from './cut-reason.ts'

/** What the metrics look at when they are asked for. */
export interface Observed {
  readonly sync: { readonly stalenessMs: number }
  readonly mirror: Pick<Mirror, 'version' | 'heldResets'>
  readonly cache: Pick<DecisionCache, 'size' | 'bytes'>
  readonly connections: { readonly size: number }
}

/** What is counted of deciding. Labels are closed lists. */
export function accessMetrics(registry: Registry, { sync, mirror, cache, connections }: Observed) {
  const registers = [registry]
  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      ...{ name, help, registers },
      collect() {
        this.set(value())
      },
    })
  }
  gauge('sallyport_sync_staleness_seconds', 'How old what this proxy knows may be.', () => sync.stalenessMs / 1_000)
  gauge('sallyport_sync_version', 'The version of the store that this proxy shows.', () => Number(mirror.version))
  gauge('sallyport_sync_held_resets', 'Whole states that were kept aside so far.', () => mirror.heldResets)
  gauge('sallyport_decision_cache_entries', 'Decisions that are held.', () => cache.size)
  gauge('sallyport_decision_cache_bytes', 'Estimate of the memory that they take.', () => cache.bytes)
  gauge('sallyport_connections_live', 'Requests that are decided about or forwarded.', () => connections.size)
  const lookups = new Counter({
    name: 'sallyport_decision_cache_lookups_total',
    help: 'Requests for which a decision was looked for.',
    labelNames: ['result'],
    registers,
  })
  const [hit, miss] = [lookups.labels('hit'), lookups.labels('miss')]
  const checks = new Histogram({
    name: 'sallyport_check_seconds',
    help: 'From the sending of a question to authorize until its answer, by what it said.',
    labelNames: ['outcome'],
    buckets: [0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  })
  const cuts = new Counter({
    name: 'sallyport_connections_cut_total',
    help: 'Open connections that were cut because their right was gone, by reason.',
    labelNames: ['reason'],
    registers,
  })
  const signIns = new Counter({
    name: 'sallyport_sign_in_callbacks_total',
    help: 'Browsers that came back from authenticate, by what became of them.',
    labelNames: ['outcome'],
    registers,
  })
  return {
    lookup: (result: 'hit' | 'miss') => (result === 'hit' ? hit : miss).inc(),
    checked: (outcome: CheckAnswer['outcome'], durationMs: number) => checks.observe({ outcome }, durationMs / 1_000),
    cut: (reason: CutReason) => cuts.inc({ reason }),
    signIn: (outcome: SignInOutcome) => signIns.inc({ outcome }),
  }
}
