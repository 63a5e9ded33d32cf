import { AppError, silentLogger } from '@sallyport/kernel'
import type { SyncRequest, SyncResponseInput } from '@sallyport/proto'
import { Mirror } from '@sallyport/records'
import { expect, test, vi } from 'vitest'
import { startBroker } from './grpc-broker.fixture.ts'
import { startSync } from './start-sync.ts'
import { changes, checkpoint, echo, recordMessage, reset } from './sync-stream.fixture.ts'

const soon = AbortSignal.timeout(15_000)

/** Answers the opening request with `responses` and then echoes every nonce. */
function replica(received: SyncRequest[], responses: (open: SyncRequest) => SyncResponseInput[]) {
  return async function* (requests: AsyncIterable<SyncRequest>): AsyncGenerator<SyncResponseInput> {
    for await (const request of requests) {
      received.push(request)
      if (request.open) yield* responses(request)
      if (request.nonce !== undefined) yield echo(request.nonce)
    }
  }
}

function mirrorOfSessions(): Mirror {
  return new Mirror({ types: ['session'] })
}

test('a mirror follows a broker over gRPC and knows how fresh it is', async () => {
  const received: SyncRequest[] = []
  await using broker = await startBroker({
    Sync: replica(received, () => [reset(), changes(recordMessage('session', 'a', 1)), checkpoint(1)]),
  })
  const mirror = mirrorOfSessions()
  await using sync = startSync({ mirror, client: broker.client, log: silentLogger, nonceIntervalMs: 10 })
  await sync.caughtUp(soon)
  expect(mirror.get({ type: 'session', id: 'a' })?.version).toBe(1n)
  await vi.waitFor(() => expect(sync.stalenessMs).toBeLessThan(5_000))
  await vi.waitFor(() => expect(received.length).toBeGreaterThan(4))
  expect(received[0]?.open?.types).toEqual(['session'])
  expect(received[0]?.open?.cursor).toHaveLength(0)
  expect(received.slice(1, 4).map(({ nonce }) => nonce)).toEqual(['1', '2', '3'])
})

test('a stream that breaks is resumed from the cursor', async () => {
  const received: SyncRequest[] = []
  let streams = 0
  await using broker = await startBroker({
    Sync: async function* (requests) {
      streams += 1
      if (streams === 1) {
        yield* [reset(), checkpoint(1)]
        throw new AppError('unavailable', 'the reader is too slow')
      }
      yield* replica(received, () => [checkpoint(2)])(requests)
    },
  })
  const mirror = mirrorOfSessions()
  await using sync = startSync({ mirror, client: broker.client, log: silentLogger, reconnectAfterMs: () => 1 })
  await vi.waitFor(() => expect(mirror.version).toBe(2n))
  expect(received[0]?.open?.cursor.toString()).toBe('e1:1')
  expect(sync.status.lastProblem).toContain('the reader is too slow')
})

test('a replica that is behind is left for one that is not', async () => {
  const behind: SyncRequest[] = []
  const good: SyncRequest[] = []
  await using broker = await startBroker(
    { Sync: replica(behind, () => [checkpoint(8)]) },
    { Sync: replica(good, ({ open }) => (open?.cursor.length ? [checkpoint(12)] : [reset(), checkpoint(9)])) },
  )
  await broker.client.ready(soon)
  const mirror = mirrorOfSessions()
  mirror.reset({ storeId: 's1', epoch: 'e1' })
  mirror.checkpoint({ storeId: 's1', epoch: 'e1', version: 10n, cursor: Buffer.from('e1:10') })
  await using _ = startSync({ mirror, client: broker.client, log: silentLogger, reconnectAfterMs: () => 10 })
  await vi.waitFor(() => expect(mirror.version).toBe(12n))
})

test('with a new certificate the stream moves to a new connection', async () => {
  const received: SyncRequest[] = []
  await using broker = await startBroker({
    Sync: replica(received, ({ open }) => (open?.cursor.length ? [checkpoint(2)] : [reset(), checkpoint(1)])),
  })
  const mirror = mirrorOfSessions()
  await using sync = startSync({ mirror, client: broker.client, log: silentLogger, reconnectAfterMs: () => 1 })
  await sync.caughtUp(soon)
  await broker.rotateClient()
  await vi.waitFor(() => expect(mirror.version).toBe(2n), 10_000)
  expect(received.filter(({ open }) => open).map(({ open }) => open?.cursor.toString())).toEqual(['', 'e1:1'])
})

test('stopping ends the call at the broker', async () => {
  const ended = Promise.withResolvers<void>()
  await using broker = await startBroker({
    Sync: async function* (_requests, { signal }) {
      signal.addEventListener('abort', () => ended.resolve(), { once: true })
      yield* [reset(), checkpoint(1)]
      await ended.promise
    },
  })
  const sync = startSync({ mirror: mirrorOfSessions(), client: broker.client, log: silentLogger })
  await sync.caughtUp(soon)
  await sync[Symbol.asyncDispose]()
  await ended.promise
})
