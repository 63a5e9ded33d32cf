import { expect, test } from 'vitest'
import { parseDurationMs } from './duration.ts'

test.each([
  ['0', 0],
  ['0s', 0],
  ['250ms', 250],
  ['30s', 30_000],
  ['1m30s', 90_000],
  ['2h', 7_200_000],
])('%s is %i ms', (text, ms) => {
  expect(parseDurationMs(text)).toBe(ms)
})

test.each(['', '30', '-1s', '1.5s', '30 s', '1d', 's', '1s2'])('%j is no duration', (text) => {
  expect(parseDurationMs(text)).toBeUndefined()
})
