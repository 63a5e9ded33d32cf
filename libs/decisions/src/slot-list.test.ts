import { expect, test } from 'vitest'
import { SlotList } from './slot-list.ts'

test('members are there until they are removed, each once, in whatever order they go', () => {
  const list = new SlotList<{ slot: number; readonly name: string }>()
  const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ slot: -1, name }))
  if (a === undefined || b === undefined || c === undefined) throw new Error('three members')
  for (const member of [a, b, c]) list.add(member)
  expect(list.remove(a)).toBe(true)
  expect(list.remove(a)).toBe(false)
  list.add(a)
  expect(list.remove(b)).toBe(true)
  expect(list.size).toBe(2)
  expect(new Set(list.drain())).toEqual(new Set([a, c]))
  expect(list.size).toBe(0)
  expect(list.remove(c)).toBe(false)
})
