import { expect, test } from 'vitest'
import { figureOf, inTurn, ratioOf } from './rounds.ts'

test('subjects are measured in turn, and each keeps its rounds', async () => {
  const order: string[] = []
  const subject = (name: string) => async () => order.push(name)
  const roundsOf = await inTurn({ a: subject('a'), b: subject('b') }, 2)
  expect(order).toEqual(['a', 'b', 'a', 'b'])
  expect([roundsOf('a'), roundsOf('b')]).toEqual([
    [1, 3],
    [2, 4],
  ])
})

test('a figure is the median, with the distance of its extremes', () => {
  expect(figureOf([30, 10, 20])).toEqual({ median: 20, spread: 1 })
  expect(figureOf([10, 20])).toEqual({ median: 15, spread: 10 / 15 })
  expect(() => figureOf([])).toThrow('no figure')
})

test('a ratio is taken within each round', () => {
  // The third round was slow for both.
  expect(ratioOf([10, 10, 100], [5, 5, 50])).toEqual({ median: 2, spread: 0 })
})
