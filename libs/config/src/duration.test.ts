import { expect, test } from 'vitest'
import { duration, parseDurationMs } from './duration.ts'

test.each([
  ['250ms', 250],
  ['30s', 30_000],
  ['1h30m', 5_400_000],
  ['0s', 0],
])('%s is %d ms', (text, ms) => {
  expect(parseDurationMs(text)).toBe(ms)
})

test.each(['', '30', 's', '-1s', '1.5h', '1 h', '1d', '30S', '99999999999999999h'])('%j is no duration', (text) => {
  expect(parseDurationMs(text)).toBeUndefined()
})

test('bounds are inclusive', () => {
  const schema = duration({ minMs: 1_000, maxMs: 2_000 })
  expect(schema.parse('1s')).toBe(1_000)
  expect(schema.parse('2s')).toBe(2_000)
  expect(schema.safeParse('999ms').success).toBe(false)
  expect(schema.safeParse('2001ms').success).toBe(false)
})
