import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { orAborted } from './or-aborted.ts'

test('what comes first decides', async () => {
  const controller = new AbortController()
  expect(await orAborted(Promise.resolve(1), controller.signal)).toBe(1)
  const waiting = orAborted(new Promise(() => {}), controller.signal)
  controller.abort(new Error('stop'))
  await expect(waiting).rejects.toThrow('stop')
  await expect(orAborted(new Promise(() => {}), controller.signal)).rejects.toThrow('stop')
})

test('nothing stays on the signal', async () => {
  const { signal } = new AbortController()
  await orAborted(Promise.resolve(), signal)
  await orAborted(Promise.reject(new Error('x')), signal).catch(() => {})
  expect(getEventListeners(signal, 'abort')).toEqual([])
})
