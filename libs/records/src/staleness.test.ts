import { expect, test } from 'vitest'
import { Staleness } from './staleness.ts'

function withClock(): { clock: { ms: number }; staleness: Staleness } {
  const clock = { ms: 1_000 }
  return { clock, staleness: new Staleness(() => clock.ms) }
}

test('nothing is known before the first echo', () => {
  const { staleness } = withClock()
  staleness.nextNonce()
  expect(staleness.ms).toBe(Number.POSITIVE_INFINITY)
})

test('a mirror is as old as the sending of the newest echoed nonce', () => {
  const { clock, staleness } = withClock()
  const first = staleness.nextNonce()
  clock.ms += 400
  staleness.nextNonce()
  clock.ms += 100
  staleness.echoed(first)
  staleness.settled()
  expect(staleness.ms).toBe(500)
})

test('an echo does not count before what came with it is shown', () => {
  const { clock, staleness } = withClock()
  const nonce = staleness.nextNonce()
  staleness.echoed(nonce)
  expect(staleness.ms).toBe(Number.POSITIVE_INFINITY)
  clock.ms += 70
  staleness.settled()
  expect(staleness.ms).toBe(70)
})

test('an echo of an older nonce, of one never sent, or of an earlier stream says nothing', () => {
  const { clock, staleness } = withClock()
  const first = staleness.nextNonce()
  clock.ms += 10
  const second = staleness.nextNonce()
  staleness.echoed(second)
  staleness.echoed(first)
  staleness.echoed(99n)
  staleness.settled()
  expect(staleness.ms).toBe(0)
  clock.ms += 1_000
  const third = staleness.nextNonce()
  staleness.streamStarted()
  staleness.echoed(third)
  staleness.settled()
  expect(staleness.ms).toBe(1_000)
})

test('silence and checkpoints without an echo make no mirror fresh', () => {
  const { clock, staleness } = withClock()
  staleness.echoed(staleness.nextNonce())
  staleness.settled()
  clock.ms += 60_000
  staleness.settled()
  expect(staleness.ms).toBe(60_000)
})
