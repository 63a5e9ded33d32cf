import { expect, test } from 'vitest'
import { partNames, readOptions } from './options.ts'

test('everything is measured unless parts are named', () => {
  expect(readOptions([])).toEqual({ parts: partNames, isQuick: false, isJson: false })
  expect(readOptions(['--only', 'snapshot,http', '--quick', '--json'])).toEqual({
    parts: ['http', 'snapshot'],
    isQuick: true,
    isJson: true,
  })
})

test('what is not known is refused by name', () => {
  expect(() => readOptions(['--only', 'http,gets'])).toThrow('no part "gets"')
  expect(() => readOptions(['--fast'])).toThrow('--fast')
  expect(readOptions(['--help'])).toBeUndefined()
})
