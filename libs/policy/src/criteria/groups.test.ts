import { expect, test } from 'vitest'
import {
  codeOf,
  outcomesOf,
  problemsOf,
  whenAbsentMet,
  whenAbsentUnmet,
  whenMet,
  whenNoSession,
  whenUnmet,
} from '../testkit.ts'

const withGroups = (...groups: string[]) => ({ subject: { groups } })

test('groups are compared exactly', () => {
  expect(outcomesOf({ groups: 'admins' }, withGroups('staff', 'admins'))).toEqual(whenMet)
  expect(outcomesOf({ groups: 'admins' }, withGroups('Admins', 'admins2'))).toEqual(whenUnmet)
  expect(outcomesOf({ groups: { is: 'admins' } }, withGroups('staff', 'admins'))).toEqual(whenUnmet)
  expect(outcomesOf({ groups: { exclude: 'guests' } }, withGroups('staff'))).toEqual(whenMet)
})

test.each([[withGroups()], [withGroups('')]])('no group never lets anybody in (%j)', (request) => {
  expect(outcomesOf({ groups: 'admins' }, request)).toEqual(whenAbsentUnmet)
  expect(outcomesOf({ groups: { exclude: 'guests' } }, request)).toEqual(whenAbsentMet)
})

test('gives its reasons', () => {
  expect(codeOf({ groups: 'admins' }, withGroups('admins'))).toBe('groups-ok')
  expect(codeOf({ groups: 'admins' }, withGroups('staff'))).toBe('groups-unauthorized')
  expect(codeOf({ groups: { exclude: 'guests' } }, withGroups())).toBe('attribute-missing')
  expect(outcomesOf({ groups: 'admins' })).toEqual(whenNoSession)
})

test('ten thousand groups are searched', () => {
  const groups = Array.from({ length: 10_000 }, (_, index) => `g${index}`)
  expect(outcomesOf({ groups: 'g9999' }, withGroups(...groups))).toEqual(whenMet)
})

test.each([[1], [''], [['admins']], [{ has: true }], [{ contains: 'adm' }], [{}], [null]])(
  '%j is a problem',
  (data) => {
    expect(problemsOf({ groups: data })).toHaveLength(1)
  },
)
