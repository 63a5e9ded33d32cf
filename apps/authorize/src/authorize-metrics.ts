import type { CheckAnswer } from '@sallyport/decisions'
import type { Mirror } from '@sallyport/records'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { outcomeOf } from './decision-log.ts'
import type { Knowledge } from './knowledge.ts'
import type { PolicySnapshot } from './policy-snapshot.ts'

/** What is measured beside the gRPC calls. */
export function authorizeMetrics(
  registry: Registry,
  sources: {
    readonly mirror: Pick<Mirror, 'version'>
    readonly knowledge: Pick<Knowledge, 'stalenessMs'>
    readonly policies: () => PolicySnapshot
  },
) {
  const registers = [registry]
  const decisions = new Counter({
    name: 'sallyport_authorize_decisions_total',
    help: 'Decisions by outcome and route; the route is empty if there is none of that id.',
    labelNames: ['outcome', 'route'],
    registers,
  })
  const durations = new Histogram({
    name: 'sallyport_authorize_check_seconds',
    help: 'Time to decide, waiting for changes included, by outcome.',
    labelNames: ['outcome'],
    buckets: [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers,
  })
  gauge('sallyport_authorize_mirror_staleness_seconds', 'How old the mirrored records may be.', () => {
    return sources.knowledge.stalenessMs / 1_000
  })
  gauge('sallyport_authorize_mirror_version', 'The version as of which records are mirrored.', () => {
    return Number(sources.mirror.version)
  })
  gauge('sallyport_authorize_policies', 'Policies in use.', () => sources.policies().size)
  gauge('sallyport_authorize_policies_invalid', 'Policies that do not compile, whose routes are closed.', () => {
    return sources.policies().invalid().size
  })

  function gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value())
      },
    })
  }

  return {
    decided(answer: CheckAnswer, route: string, durationMs: number): void {
      const { outcome } = outcomeOf(answer)
      decisions.inc({ outcome, route })
      durations.observe({ outcome }, durationMs / 1_000)
    },
  }
}
