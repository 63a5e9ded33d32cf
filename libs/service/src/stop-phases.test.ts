import { silentLogger } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { stopInOrder } from './stop-phases.ts'

test('phases run one after another, and one that fails does not keep the next from running', async () => {
  const order: string[] = []
  const errors: unknown[] = []
  await stopInOrder(
    [
      {
        name: 'slow',
        stop: () => new Promise<void>((resolve) => setImmediate(() => resolve(void order.push('slow')))),
      },
      { name: 'broken', stop: () => Promise.reject(new Error('no')) },
      { name: 'last', stop: () => void order.push('last') },
    ],
    { ...silentLogger, error: (fields) => errors.push(fields) },
  )
  expect(order).toEqual(['slow', 'last'])
  expect(errors).toMatchObject([{ phase: 'broken' }])
})
