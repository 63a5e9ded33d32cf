import { silentLogger } from '@sallyport/kernel'
import { Mirror } from '@sallyport/records'
import { afterEach, expect, test, vi } from 'vitest'
import { SyncFollower, type SyncFollowerOptions } from './sync-follower.ts'
import { changes, checkpoint, echo, FakeBroker, recordMessage, reset } from './sync-stream.fixture.ts'

function follow(options: Partial<SyncFollowerOptions> = {}) {
  const broker = new FakeBroker()
  const mirror = new Mirror({ types: ['session', 'route'] })
  const clock = { ms: 0 }
  const follower = new SyncFollower({
    mirror,
    openStream: broker.open,
    log: silentLogger,
    monotonicMs: () => clock.ms,
    reconnectAfterMs: () => 0,
    ...options,
  })
  return { broker, mirror, follower, clock, [Symbol.asyncDispose]: () => follower[Symbol.asyncDispose]() }
}

afterEach(() => void vi.useRealTimers())

const soon = AbortSignal.timeout(10_000)

test('it opens with the types of the mirror and a nonce, and is ready at the first checkpoint', async () => {
  await using following = follow()
  const { broker, mirror, follower } = following
  const stream = await broker.stream(0)
  expect(stream.requests).toEqual([{ open: { types: ['session', 'route'] } }, { nonce: '1' }])
  stream.respond(reset(), changes(recordMessage('session', 'a', 1, '{"user_id":"u"}')))
  await vi.waitFor(() => expect(follower.status.phase).toBe('catching-up'))
  expect(follower.status.caughtUpOnce).toBe(false)
  stream.respond(checkpoint(1))
  await follower.caughtUp(soon)
  expect(mirror.get({ type: 'session', id: 'a' })?.data).toEqual({ user_id: 'u' })
  expect(follower.status).toMatchObject({ phase: 'following', caughtUpOnce: true, version: 1n, epoch: 'e1' })
})

test('staleness counts from the sending of the echoed nonce, and not before what came with it is shown', async () => {
  await using following = follow()
  const { broker, follower, clock } = following
  const stream = await broker.stream(0)
  clock.ms = 30
  stream.respond(reset(), echo('1'))
  await vi.waitFor(() => expect(follower.status.phase).toBe('catching-up'))
  expect(follower.stalenessMs).toBe(Number.POSITIVE_INFINITY)
  stream.respond(checkpoint(1))
  await follower.caughtUp(soon)
  expect(follower.stalenessMs).toBe(30)
  stream.respond(changes(recordMessage('session', 'a', 2)), checkpoint(2))
  await vi.waitFor(() => expect(follower.status.version).toBe(2n))
  clock.ms = 5_000
  expect(follower.stalenessMs).toBe(5_000)
})

test('a nonce goes out every second, until the stream ends', async () => {
  vi.useFakeTimers()
  await using following = follow()
  const first = await following.broker.stream(0)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(first.nonces).toEqual(['1', '2', '3'])
  first.fail()
  const second = await following.broker.stream(1)
  await vi.advanceTimersByTimeAsync(1_000)
  expect([first.nonces, second.nonces]).toEqual([
    ['1', '2', '3'],
    ['4', '5'],
  ])
})

test('an echo of what went out on an earlier stream says nothing', async () => {
  await using following = follow()
  const { broker, follower } = following
  ;(await broker.stream(0)).fail()
  const second = await broker.stream(1)
  second.respond(reset(), checkpoint(1), echo('1'), checkpoint(2))
  await vi.waitFor(() => expect(follower.status.version).toBe(2n))
  expect(follower.stalenessMs).toBe(Number.POSITIVE_INFINITY)
})

test('after a broken stream it resumes from the last checkpoint and shows nothing before the next', async () => {
  await using following = follow()
  const { broker, mirror, follower } = following
  const first = await broker.stream(0)
  first.respond(reset(), changes(recordMessage('session', 'a', 1)), checkpoint(1))
  await follower.caughtUp(soon)
  first.respond(changes(recordMessage('session', 'lost', 2)))
  first.fail()
  const second = await broker.stream(1)
  expect(first.isClosed).toBe(true)
  expect(second.requests[0]).toEqual({ open: { types: ['session', 'route'], cursor: Buffer.from('e1:1') } })
  second.respond(changes(recordMessage('session', 'b', 3)))
  await vi.waitFor(() => expect(follower.status.phase).toBe('catching-up'))
  expect([...mirror.byType('session')].map(({ id }) => id)).toEqual(['a'])
  second.respond(checkpoint(3))
  await vi.waitFor(() => expect(mirror.version).toBe(3n))
  expect([...mirror.byType('session')].map(({ id }) => id)).toEqual(['a', 'b'])
  expect(follower.status).toMatchObject({ streams: 2, refusals: 0, lastProblem: 'connection lost' })
})

test('a replica that is behind is left for another', async () => {
  await using following = follow()
  const { broker, mirror, follower } = following
  const first = await broker.stream(0)
  first.respond(reset(), checkpoint(9))
  await follower.caughtUp(soon)
  first.fail()
  const behind = await broker.stream(1)
  behind.respond(checkpoint(8))
  const good = await broker.stream(2)
  expect(behind.isClosed).toBe(true)
  good.respond(checkpoint(10))
  await vi.waitFor(() => expect(mirror.version).toBe(10n))
  expect(follower.status.refusals).toBe(1)
})

test('the wait grows with each stream that led to nothing, and starts over after a checkpoint', async () => {
  const waits: number[] = []
  await using following = follow({
    reconnectAfterMs: (failures) => {
      waits.push(failures)
      return 0
    },
  })
  for (const index of [0, 1]) (await following.broker.stream(index)).fail()
  const good = await following.broker.stream(2)
  good.respond(reset(), checkpoint(1))
  await following.follower.caughtUp(soon)
  good.fail()
  ;(await following.broker.stream(3)).fail()
  await following.broker.stream(4)
  expect(waits).toEqual([0, 1, 0, 1])
})

test('a stream that has gone silent is given up, one that speaks is not', async () => {
  vi.useFakeTimers()
  await using following = follow({ silenceLimitMs: 15_000 })
  const first = await following.broker.stream(0)
  first.respond(reset())
  for (let version = 1; version <= 4; version++) {
    first.respond(checkpoint(version))
    await vi.advanceTimersByTimeAsync(10_000)
  }
  expect(following.follower.status).toMatchObject({ streams: 1, version: 4n })
  await vi.advanceTimersByTimeAsync(5_000)
  await following.broker.stream(1)
  expect(first.isClosed).toBe(true)
  expect(following.follower.status.lastProblem).toContain('silent for 15000 ms')
})

test('a stream is renewed without a gap in what is shown', async () => {
  await using following = follow()
  const { broker, mirror, follower } = following
  const first = await broker.stream(0)
  first.respond(reset(), changes(recordMessage('session', 'a', 1)), checkpoint(1))
  await follower.caughtUp(soon)
  follower.renewStream()
  const second = await broker.stream(1)
  expect([first.isClosed, [...mirror.byType('session')].length, mirror.version]).toEqual([true, 1, 1n])
  expect(second.requests[0]).toMatchObject({ open: { cursor: Buffer.from('e1:1') } })
})

test('a reset of another store is kept aside, alarmed once, and makes nothing fresh', async () => {
  const alarms: object[] = []
  const log = { ...silentLogger, error: (fields: object) => void alarms.push(fields) }
  await using following = follow({ log })
  const { broker, mirror, follower, clock } = following
  const first = await broker.stream(0)
  first.respond(reset(), changes(recordMessage('route', 'r', 1)), checkpoint(1), echo('1'))
  await vi.waitFor(() => expect(follower.stalenessMs).toBe(0))
  first.fail()
  const other = await broker.stream(1)
  clock.ms = 500
  const [nonce = ''] = other.nonces
  other.respond(reset('e9', 's2'), checkpoint(7, 'e9', 's2'), echo(nonce), checkpoint(8, 'e9', 's2'))
  await vi.waitFor(() => expect(follower.status.heldReset).toMatchObject({ because: 'other-store', version: 8n }))
  expect([mirror.storeId, follower.stalenessMs, alarms.length]).toEqual(['s1', 500, 1])
  mirror.confirmHeldReset()
  other.respond(checkpoint(9, 'e9', 's2'))
  await vi.waitFor(() => expect(mirror.storeId).toBe('s2'))
})

test('what this release does not know is passed over', async () => {
  await using following = follow()
  const stream = await following.broker.stream(0)
  stream.respond(reset(), {}, changes(recordMessage('not-yet-invented', 'x', 1)), checkpoint(1))
  await following.follower.caughtUp(soon)
  expect(following.mirror.version).toBe(1n)
})

test('a listener that fails ends the following: it may have missed a revocation', async () => {
  const { broker, mirror, follower } = follow()
  mirror.onChange(() => {
    throw new Error('bug')
  })
  const stream = await broker.stream(0)
  stream.respond(reset(), checkpoint(1))
  await expect(follower.done).rejects.toThrow(AggregateError)
  expect(stream.isClosed).toBe(true)
})

test('it stops when it is disposed, and waiting for it stops with the signal', async () => {
  const { broker, follower } = follow()
  const stream = await broker.stream(0)
  const waiting = new AbortController()
  const caughtUp = follower.caughtUp(waiting.signal)
  waiting.abort(new Error('enough'))
  await expect(caughtUp).rejects.toThrow('enough')
  await follower[Symbol.asyncDispose]()
  expect([stream.isClosed, broker.streams.length]).toEqual([true, 1])
})
