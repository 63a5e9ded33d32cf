import { expect, test } from 'vitest'
import { LatencyHistogram } from './latency-histogram.ts'

test('quantiles of evenly spread latencies are within a thirty-second of the exact ones', () => {
  const histogram = new LatencyHistogram()
  for (let us = 1; us <= 100_000; us += 1) histogram.record(us / 1_000)
  for (const share of [0.5, 0.99, 0.999]) {
    const exact = 100 * share
    expect(histogram.quantileMs(share)).toBeGreaterThanOrEqual(exact)
    expect(histogram.quantileMs(share)).toBeLessThanOrEqual(exact * (1 + 1 / 32))
  }
})

test('short latencies are exact to the microsecond', () => {
  const histogram = new LatencyHistogram()
  for (const ms of [0.001, 0.002, 0.063]) histogram.record(ms)
  expect([0.1, 0.5, 1].map((share) => histogram.quantileMs(share))).toEqual([0.001, 0.002, 0.063])
})

test('the bucket that a latency falls into holds it', () => {
  for (let us = 60; us < 10_000_000; us = Math.ceil(us * 1.01)) {
    const histogram = new LatencyHistogram()
    histogram.record(us / 1_000)
    const read = histogram.quantileMs(1) * 1_000
    expect(read).toBeGreaterThanOrEqual(us)
    expect(read).toBeLessThanOrEqual(us * (1 + 1 / 32))
  }
})

test('one that was sent by another process is the same, and two add up', () => {
  const [one, other] = [new LatencyHistogram(), new LatencyHistogram()]
  one.record(1)
  other.record(3)
  const both = LatencyHistogram.of(one.counts)
  both.add(other.counts)
  expect(both.total).toBe(2)
  expect(both.quantileMs(0.5)).toBeCloseTo(1, 1)
  expect(both.quantileMs(1)).toBeCloseTo(3, 1)
})

test('one with nothing in it answers 0', () => {
  expect(new LatencyHistogram().quantileMs(0.99)).toBe(0)
})
