import { type HistogramCounts, LatencyHistogram } from '../measure/latency-histogram.ts'

export interface WriteRate {
  readonly writes: number
  readonly seconds: number
  readonly latencies: HistogramCounts
}

/** So many writers, each with one write open at a time, until the time is up or there are enough; writes that are open then are waited for. */
export async function writeRate(
  write: () => Promise<void>,
  limits: { readonly writers: number; readonly forMs: number; readonly atMost?: number },
): Promise<WriteRate> {
  const { writers, forMs, atMost = Number.POSITIVE_INFINITY } = limits
  const latencies = new LatencyHistogram()
  const startedAt = performance.now()
  let begun = 0
  const writer = async (): Promise<void> => {
    for (let now = performance.now(); now - startedAt < forMs && begun < atMost; ) {
      begun += 1
      await write()
      const after = performance.now()
      latencies.record(after - now)
      now = after
    }
  }
  await Promise.all(Array.from({ length: writers }, writer))
  const seconds = (performance.now() - startedAt) / 1_000
  return { writes: latencies.total, seconds, latencies: latencies.counts }
}
