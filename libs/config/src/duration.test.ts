import { expect, test } from 'vitest'
import { duration } from './duration.ts'

test('a duration is in milliseconds', () => {
  expect(duration().parse('1h30m')).toBe(5_400_000)
  expect(duration().parse('250ms')).toBe(250)
})

test.each(['', '30', '-1s', '1.5h', '1 h', '1d', 30, '999999999h'])('%j is refused', (value) => {
  expect(duration().safeParse(value).success).toBe(false)
})

test('bounds are inclusive', () => {
  const schema = duration({ minMs: 1_000, maxMs: 2_000 })
  expect(schema.parse('1s')).toBe(1_000)
  expect(schema.parse('2s')).toBe(2_000)
  expect(schema.safeParse('999ms').success).toBe(false)
  expect(schema.safeParse('2001ms').success).toBe(false)
})
