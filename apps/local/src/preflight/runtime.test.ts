import { expect, test } from 'vitest'
import { checkRuntime } from './runtime.ts'

test('an older Node is named, with what to do', () => {
  expect(() => checkRuntime('22.18.0')).toThrow(/Node 22\.18\.0.*npm start/)
  checkRuntime('24.0.0')
  checkRuntime()
})
