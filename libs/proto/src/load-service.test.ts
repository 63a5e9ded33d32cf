import { expect, test } from 'vitest'
import { loadService } from './load-service.ts'

test.each([
  'sallyport.databroker.v1.Nothing',
  'sallyport.databroker.v1.Record',
  'sallyport.databroker.v1.WriteOutcome',
])('%s is refused, because it is no service', (name) => {
  expect(() => loadService(name)).toThrow(name)
})
