import type { RunningSync } from '@sallyport/databroker-client'
import { silentLogger } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { Knowledge } from './knowledge.ts'

test('what a bug has stopped following is worth nothing from then on, however fresh it was', async () => {
  const following = Promise.withResolvers<void>()
  const knowledge = new Knowledge(syncWith(following.promise), 1_000, silentLogger)
  expect(knowledge.fitness).toEqual({ fit: true })
  following.reject(new Error('a listener failed'))
  await expect(following.promise).rejects.toThrow()
  expect(knowledge.stalenessMs).toBe(Number.POSITIVE_INFINITY)
  expect(knowledge.fitness).toMatchObject({ fit: false })
})

test('its description is JSON, also before anything has arrived', () => {
  const knowledge = new Knowledge(syncWith(new Promise(() => {}), Number.POSITIVE_INFINITY), 1_000, silentLogger)
  expect(JSON.parse(JSON.stringify(knowledge.describe()))).toMatchObject({
    phase: 'following',
    version: '7',
    staleness_ms: null,
    held_reset: { because: 'other-store', storeId: 'other', version: '9' },
  })
})

function syncWith(done: Promise<void>, stalenessMs = 10): RunningSync {
  return {
    done,
    caughtUp: async () => {},
    stalenessMs,
    status: {
      phase: 'following',
      caughtUpOnce: true,
      stalenessMs,
      storeId: 'store',
      epoch: 'epoch-1',
      version: 7n,
      heldReset: { because: 'other-store', storeId: 'other', version: 9n },
      streams: 1,
      refusals: 0,
      lastProblem: undefined,
    },
    [Symbol.asyncDispose]: async () => {},
  }
}
