import { expect, test } from 'vitest'
import { maxParametersLength, singleParameters } from './parameters.ts'

test('parameters are read by name', () => {
  expect([...singleParameters('a=1&b=%20&c')]).toEqual([
    ['a', '1'],
    ['b', ' '],
    ['c', ''],
  ])
  expect([...singleParameters('')]).toEqual([])
})

test.each(['a=1&a=1', 'a=1&b=2&a=3', '%61=1&a=2', 'a&a'])(
  'SI-07: %s names a parameter twice and is refused',
  (text) => {
    expect(() => singleParameters(text)).toThrow('came twice')
  },
)

test('SI-10: more than any flow needs is refused', () => {
  expect(() => singleParameters(`a=${'x'.repeat(maxParametersLength)}`)).toThrow('too long')
})
