import { AppError } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { retryUnavailable } from './retry.ts'

const limits = { timeoutMs: 5_000, attemptTimeoutMs: 1_000 }
const down = () => Promise.reject(new AppError('unavailable', 'replica is down'))

function hangs(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  return promise
}

test('an attempt that finds nobody is made again', async () => {
  let attempts = 0
  expect(await retryUnavailable(() => (++attempts < 4 ? down() : Promise.resolve('done')), limits)).toBe('done')
  expect(attempts).toBe(4)
})

test('a replica that does not answer leaves time for another', async () => {
  let attempts = 0
  const answer = await retryUnavailable((signal) => (++attempts === 1 ? hangs(signal) : Promise.resolve('done')), {
    timeoutMs: 5_000,
    attemptTimeoutMs: 20,
  })
  expect([answer, attempts]).toEqual(['done', 2])
})

test.each(['conflict', 'permission-denied', 'invalid-argument'] as const)('%s is an answer', async (code) => {
  let attempts = 0
  const answer = retryUnavailable(() => {
    attempts += 1
    return Promise.reject(new AppError(code, 'no'))
  }, limits)
  await expect(answer).rejects.toMatchObject({ code })
  expect(attempts).toBe(1)
})

test('when the time is up the last failure is thrown', async () => {
  await expect(retryUnavailable(down, { timeoutMs: 60, attemptTimeoutMs: 60 })).rejects.toThrow('replica is down')
})

test('it stops with the caller', async () => {
  const caller = new AbortController()
  const answer = retryUnavailable(down, limits, caller.signal)
  caller.abort(new Error('enough'))
  await expect(answer).rejects.toThrow('enough')
})
