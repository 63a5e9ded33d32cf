import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { writeRate } from './write-rate.ts'

test('there are never more writes open than writers, nor more writes than asked for', async () => {
  let open = 0
  let most = 0
  const write = async (): Promise<void> => {
    most = Math.max(most, ++open)
    await setImmediate()
    open -= 1
  }
  const { writes, seconds, latencies } = await writeRate(write, { writers: 4, forMs: 5_000, atMost: 100 })
  expect({ most, writes }).toEqual({ most: 4, writes: 100 })
  expect(seconds).toBeLessThan(5)
  expect(latencies.reduce((sum, count) => sum + count, 0)).toBe(100)
})

test('a write that fails fails the measurement', async () => {
  const write = () => Promise.reject(new Error('no store'))
  await expect(writeRate(write, { writers: 2, forMs: 1_000 })).rejects.toThrow('no store')
})
