import { expect, test } from 'vitest'
import { absent, allFound, found } from './finding.ts'

test('all of several findings: what a value settles counts before what is missing', () => {
  expect(allFound([found(true), found(true)])).toEqual(found(true))
  expect(allFound([absent(true), found(false)])).toEqual(found(false))
  expect(allFound([absent(true), absent(false), found(true)])).toEqual(absent(false))
  expect(allFound([absent(true), found(true)])).toEqual(absent(true))
})
