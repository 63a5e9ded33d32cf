import { expect, test } from 'vitest'
import { cookiesToEvict } from './evict-cookies.ts'

const cookie = (name: string, minute?: number) => ({
  name,
  issuedAt: minute === undefined ? undefined : new Date(minute * 60_000),
})

test('four leave room for a fifth', () => {
  expect(cookiesToEvict([cookie('a', 1), cookie('b', 2), cookie('c', 3), cookie('d', 4)])).toEqual([])
})

test('the oldest go first', () => {
  const present = [cookie('c', 3), cookie('a', 1), cookie('f', 6), cookie('e', 5), cookie('b', 2), cookie('d', 4)]
  expect(cookiesToEvict(present)).toEqual(['a', 'b'])
})

test('what does not open goes even when there is room', () => {
  expect(cookiesToEvict([cookie('forged'), cookie('a', 1)])).toEqual(['forged'])
})
