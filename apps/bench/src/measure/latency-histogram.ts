/** Below this, every microsecond has a bucket; above, every power of two has this many halves. */
const subBuckets = 32
const buckets = 28 * subBuckets

/** What a histogram is between processes. */
export type HistogramCounts = readonly number[]

/** Latencies in buckets that are never wider than a thirty-second of their value, in constant memory however many are recorded. */
export class LatencyHistogram {
  readonly #counts = new Float64Array(buckets)
  #total = 0

  static of(counts: HistogramCounts): LatencyHistogram {
    const histogram = new LatencyHistogram()
    histogram.add(counts)
    return histogram
  }

  get total(): number {
    return this.#total
  }

  get counts(): HistogramCounts {
    return [...this.#counts]
  }

  record(ms: number): void {
    const index = bucketOf(Math.max(0, Math.round(ms * 1_000)))
    this.#counts[index] = (this.#counts[index] ?? 0) + 1
    this.#total += 1
  }

  add(counts: HistogramCounts): void {
    for (const [index, count] of counts.entries()) {
      this.#counts[index] = (this.#counts[index] ?? 0) + count
      this.#total += count
    }
  }

  /** The latency in milliseconds that this share of them does not exceed, as exact as the buckets are; 0 when there are none. */
  quantileMs(share: number): number {
    let left = Math.ceil(this.#total * share)
    for (const [index, count] of this.#counts.entries()) {
      left -= count
      if (left <= 0 && count > 0) return upperEndOf(index) / 1_000
    }
    return 0
  }
}

function bucketOf(us: number): number {
  if (us < 2 * subBuckets) return us
  const shift = Math.floor(Math.log2(us)) - Math.log2(subBuckets)
  return Math.min(buckets - 1, shift * subBuckets + Math.floor(us / 2 ** shift))
}

function upperEndOf(index: number): number {
  if (index < 2 * subBuckets) return index
  const shift = Math.floor(index / subBuckets) - 1
  return ((index % subBuckets) + subBuckets + 1) * 2 ** shift - 1
}
