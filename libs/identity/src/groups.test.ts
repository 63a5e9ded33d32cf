import { expect, test } from 'vitest'
import { groupsFromClaim, maxGroups } from './groups.ts'

test('keeps the names of a list once each', () => {
  expect(groupsFromClaim(['eng', 'ops', 'eng'])).toEqual(['eng', 'ops'])
})

// CB-09.
test.for<[unknown, string[]]>([
  ['admins', []],
  [[''], []],
  [['', 'eng', 7, null, ['admins'], { name: 'admins' }], ['eng']],
  [{ 0: 'admins', length: 1 }, []],
  [undefined, []],
])('%j gives %j', ([claim, expected]) => {
  expect(groupsFromClaim(claim)).toEqual(expected)
})

test('more than may be kept is refused, for a rule that denies must see them all', () => {
  const tooMuch = expect.objectContaining({ code: 'resource-exhausted' })
  const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `group-${index}`)
  expect(groupsFromClaim(names(maxGroups))).toHaveLength(maxGroups)
  expect(() => groupsFromClaim(names(10_000))).toThrow(tooMuch)
  expect(() => groupsFromClaim(['g'.repeat(257)])).toThrow(tooMuch)
})
