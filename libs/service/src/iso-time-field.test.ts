import { expect, test } from 'vitest'
import { isoTimeField } from './iso-time-field.ts'

test('every time is the one that Date would write, within a second, across seconds and back', () => {
  let nowMs = Date.UTC(2026, 0, 1, 23, 59, 59, 7)
  const field = isoTimeField(() => nowMs)
  for (const stepMs of [0, 1, 42, 949, 1, 1, 86_400_000, -5_000, 999]) {
    nowMs += stepMs
    expect(field()).toBe(`,"time":"${new Date(nowMs).toISOString()}"`)
  }
})
