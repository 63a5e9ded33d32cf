import { expect, test } from 'vitest'
import { abortable } from './abortable.ts'

test('the first of outcome and abort decides', async () => {
  const never = new Promise<never>(() => {})

  expect(await abortable(Promise.resolve(1), undefined)).toBe(1)
  expect(await abortable(Promise.resolve(2), new AbortController().signal)).toBe(2)
  await expect(abortable(never, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
  await expect(abortable(never, AbortSignal.timeout(1))).rejects.toThrow('timeout')
})
