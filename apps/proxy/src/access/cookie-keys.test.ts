import type { SharedKey } from '@sallyport/databroker-client'
import { AppError, silentLogger } from '@sallyport/kernel'
import { generateRingKey } from '@sallyport/tokens'
import { expect, test } from 'vitest'
import { CookieKeys } from './cookie-keys.ts'

/** A databroker that has these rings to give, one after another; `undefined` when it does not answer. */
function keysFrom(...rings: readonly (readonly SharedKey[] | undefined)[]) {
  let asked = 0
  let nowMs = 0
  const keys = new CookieKeys({
    fetch: async () => {
      const ring = rings[Math.min(asked++, rings.length - 1)]
      if (ring === undefined) throw new AppError('unavailable', 'no databroker')
      return ring
    },
    log: silentLogger,
    monotonicMs: () => nowMs,
  })
  return { keys, asked: () => asked, pass: (ms: number) => (nowMs += ms) }
}

function key(): SharedKey {
  return { ...generateRingKey(new Date(0)), createdAt: new Date(0) }
}

test('there is no ring until one was fetched, which is tried until it comes', async () => {
  const first = key()
  const { keys, asked } = keysFrom(undefined, [first])
  using _ = keys
  expect(() => keys.ring).toThrow('not here yet')
  await keys.load(AbortSignal.timeout(5_000))
  expect(asked()).toBe(2)
  expect(keys.ring.sealingKey().kid).toBe(first.kid)
})

test('a start that is stopped waits for no ring', async () => {
  const { keys } = keysFrom(undefined)
  using _ = keys
  await expect(keys.load(AbortSignal.abort(new Error('stopping')))).rejects.toThrow('stopping')
})

test('the ring is kept while the databroker is away, and what opened with it is looked at again', async () => {
  const first = key()
  const { keys } = keysFrom([first], undefined)
  using _ = keys
  await keys.refreshNow()
  const { generation } = keys
  expect(await keys.refreshNow()).toBe(false)
  expect(keys.ring.sealingKey().kid).toBe(first.kid)
  expect(keys.generation).not.toBe(generation)
})

test('however many cookies have an unknown key, the ring is asked for seldom', async () => {
  const { keys, asked, pass } = keysFrom([key()], undefined, [key()])
  using _ = keys
  await keys.refreshNow()
  for (let times = 0; times < 100; times++) expect(await keys.refresh()).toBe(true)
  expect(asked()).toBe(1)
  pass(10_000)
  expect(await Promise.all([keys.refresh(), keys.refresh(), keys.refresh()])).toEqual([false, false, false])
  expect(await keys.refresh()).toBe(false)
  expect(asked()).toBe(2)
})

test('a change of the keys asks at once, however recently they were asked for', async () => {
  const [first, second] = [key(), { ...key(), activeFrom: new Date(1) }]
  const { keys } = keysFrom([first], [first, second])
  using _ = keys
  await keys.refreshNow()
  await keys.refreshNow()
  expect(keys.ring.sealingKey().kid).toBe(second.kid)
})
