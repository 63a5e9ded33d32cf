import { silentLogger } from '@sallyport/kernel'
import { expect, test, vi } from 'vitest'
import { RefusalLog } from './refusal-log.ts'

test('the same refusal is logged once in ten seconds, with how many were left out', () => {
  let now = 0
  const warn = vi.fn()
  const refusals = new RefusalLog({ ...silentLogger, warn }, () => now)
  refusals.write('no-certificate', '10.0.0.1', { remotePort: 1 })
  refusals.write('no-certificate', '10.0.0.1', { remotePort: 2 })
  refusals.write('no-certificate', '10.0.0.2', { remotePort: 3 })
  refusals.write('CERT_HAS_EXPIRED', '10.0.0.1', { remotePort: 4 })
  now = 10_000
  refusals.write('no-certificate', '10.0.0.1', { remotePort: 5 })
  expect(warn.mock.calls.map(([fields]) => [fields.remotePort, fields.suppressed])).toEqual([
    [1, 0],
    [3, 0],
    [4, 0],
    [5, 1],
  ])
})

test('a thousand addresses are remembered and no more', () => {
  const warn = vi.fn()
  const refusals = new RefusalLog({ ...silentLogger, warn }, () => 0)
  for (let index = 0; index <= 1_000; index++) refusals.write('x', `address-${index}`, {})
  refusals.write('x', 'address-1000', {})
  expect(warn).toHaveBeenCalledTimes(1_001)
  refusals.write('x', 'address-0', {})
  expect(warn).toHaveBeenCalledTimes(1_002)
})
