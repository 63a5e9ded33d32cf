import { type ChangeBatch, type Mirror, type StoredRecord } from '@sallyport/records'
import { expect, test } from 'vitest'
import { type ConnectionSubject, LiveConnections, type Verdicts } from './live-connections.ts'
import { bringChanges, gone, live, mirrorOf } from './records.fixture.ts'

const now = new Date('2026-01-01T12:00:00Z')
const subject: ConnectionSubject = { host: 'app.example.com', routeId: 'r', sessionId: 's', userId: 'u' }

function held(dependencies: { type: string; id: string; version: bigint }[], decidedAt = 10n, expiresAtMs = 1_000) {
  const decision = { outcome: 'allow', reasons: [], upstreamHeaders: [] } as const
  return { decision, dependencies, decidedAt, expiresAtMs, renewAtMs: expiresAtMs }
}

function mirrorAt10(): Mirror {
  return mirrorOf(
    [live('route', 'r', 1), live('session', 's', 2), live('user', 'u', 3), live('service_account', 'a', 4)],
    10,
  )
}

function named({ cut, redecide }: Verdicts<string>) {
  return {
    cut: cut.map(({ target }) => target),
    redecide: [...redecide].map(([{ target }, version]) => [target, version]),
  }
}

function verdictsOf(connections: LiveConnections<string>, mirror: Mirror, records: StoredRecord[], version: number) {
  const batches: ChangeBatch[] = []
  using _ = mirror.onChange((batch) => batches.push(batch))
  bringChanges(mirror, records, version)
  return batches.map((batch) => named(connections.apply(batch, now)))
}

test.each<[string, StoredRecord]>([
  ['session is deleted', gone('session', 's', 11)],
  ['session has expired', live('session', 's', 11, {}, now)],
  ['user is deleted', gone('user', 'u', 11)],
  ['service account is deleted', gone('service_account', 'a', 11)],
  ['route is deleted', gone('route', 'r', 11)],
])('a connection is cut at once when its %s, even while it is still being decided', (_, change) => {
  const connections = new LiveConnections<string>()
  const connection = connections.register({ ...subject, serviceAccountId: 'a' }, 'mine')
  connections.register({ host: 'b.example.com', routeId: 'x', sessionId: 'y' }, 'other')
  expect(verdictsOf(connections, mirrorAt10(), [change], 11)).toEqual([{ cut: ['mine'], redecide: [] }])
  expect(connection.cutBecause).toMatchObject({ type: change.type, id: change.id })
})

test('the cause says which record went and why', () => {
  const connections = new LiveConnections<string>()
  const connection = connections.register(subject, 'mine')
  verdictsOf(connections, mirrorAt10(), [gone('session', 's', 11), gone('user', 'u', 12)], 12)
  expect(connection.cutBecause).toEqual({ type: 'session', id: 's', reason: 'signed-out' })
})

test('any other change of a dependency asks for a new decision, as of that change', () => {
  const connections = new LiveConnections<string>()
  const dependencies = [
    { type: 'policy', id: 'p', version: 0n },
    { type: 'route', id: 'r', version: 1n },
  ]
  connections.register(subject, 'mine').standOn(held(dependencies))
  const mirror = mirrorAt10()
  expect(verdictsOf(connections, mirror, [live('policy', 'p', 11), live('route', 'r', 12)], 12)).toEqual([
    { cut: [], redecide: [['mine', 12n]] },
  ])
  expect(verdictsOf(connections, mirror, [live('session', 's', 13)], 13)).toEqual([{ cut: [], redecide: [] }])
})

test('a change that was seen when it was decided asks for nothing', () => {
  const connections = new LiveConnections<string>()
  connections.register(subject, 'mine').standOn(held([{ type: 'policy', id: 'p', version: 11n }], 11n))
  expect(verdictsOf(connections, mirrorAt10(), [live('policy', 'p', 11)], 11)).toEqual([{ cut: [], redecide: [] }])
})

test('a connection stands on its newest decision alone', () => {
  const connections = new LiveConnections<string>()
  const connection = connections.register(subject, 'mine')
  connection.standOn(held([{ type: 'policy', id: 'p', version: 0n }]))
  connection.standOn(held([{ type: 'policy', id: 'q', version: 0n }]))
  const mirror = mirrorAt10()
  expect(verdictsOf(connections, mirror, [live('policy', 'p', 11)], 11)).toEqual([{ cut: [], redecide: [] }])
  expect(verdictsOf(connections, mirror, [live('policy', 'q', 12)], 12)).toMatchObject([{ redecide: [['mine', 12n]] }])
})

test('a connection that changes went by before stands on its newest decision alone, and is gone once closed', () => {
  const connections = new LiveConnections<string>()
  const mirror = mirrorAt10()
  const connection = connections.register(subject, 'mine')
  connection.standOn(held([{ type: 'policy', id: 'old', version: 0n }]))
  verdictsOf(connections, mirror, [live('policy', 'other', 11)], 11)
  connection.standOn(held([{ type: 'policy', id: 'new', version: 0n }]))
  expect(verdictsOf(connections, mirror, [live('policy', 'old', 12)], 12)).toEqual([{ cut: [], redecide: [] }])
  expect(verdictsOf(connections, mirror, [live('policy', 'new', 13)], 13)).toEqual([
    { cut: [], redecide: [['mine', 13n]] },
  ])
  connection[Symbol.dispose]()
  expect(verdictsOf(connections, mirror, [gone('session', 's', 14)], 14)).toEqual([{ cut: [], redecide: [] }])
  expect(connections.size).toBe(0)
})

test('a closed connection is told nothing and found nowhere', () => {
  const connections = new LiveConnections<string>()
  const connection = connections.register(subject, 'mine')
  connection.standOn(held([{ type: 'policy', id: 'p', version: 0n }]))
  connection[Symbol.dispose]()
  connection.standOn(held([{ type: 'policy', id: 'p', version: 0n }]))
  const changes = [live('policy', 'p', 11), gone('session', 's', 12)]
  expect(verdictsOf(connections, mirrorAt10(), changes, 12)).toEqual([{ cut: [], redecide: [] }])
  expect([connections.size, connections.onHost(subject.host)]).toEqual([0, []])
})

test('a reset asks anew about every decided connection, and cuts those whose records it no longer holds', () => {
  const connections = new LiveConnections<string>()
  connections.register(subject, 'mine').standOn(held([]))
  connections.register({ ...subject, sessionId: 'lost' }, 'lost').standOn(held([]))
  connections.register(subject, 'deciding')
  const mirror = mirrorOf([live('session', 's', 2), live('session', 'lost', 3)], 10)
  mirror.streamStarted()
  mirror.reset({ storeId: 'store', epoch: 'epoch-1' })
  expect(verdictsOf(connections, mirror, [live('session', 's', 2)], 11)).toEqual([
    { cut: ['lost'], redecide: [['mine', 11n]] },
  ])
})

test('time cuts a connection whose session ran out and asks anew when a decision did', () => {
  const connections = new LiveConnections<string>()
  const mirror = mirrorOf([live('session', 's', 2, {}, now), live('session', 't', 3)], 10)
  connections.register(subject, 'expired').standOn(held([]))
  connections.register({ ...subject, sessionId: 't' }, 'due').standOn(held([], 10n, 1_000))
  connections.register({ ...subject, sessionId: 't' }, 'good').standOn(held([], 10n, 1_001))
  connections.register({ host: 'public.example.com', routeId: 'r' }, 'anonymous')
  expect(named(connections.expired(mirror, now, 1_000))).toEqual({ cut: ['expired'], redecide: [['due', 10n]] })
})

test('the connections of a host can be found to match them again', () => {
  const connections = new LiveConnections<string>()
  connections.register(subject, 'mine')
  connections.register({ ...subject, host: 'b.example.com' }, 'other')
  expect(connections.onHost('app.example.com').map(({ target }) => target)).toEqual(['mine'])
})

test('the end of an epoch has those connections decided again whose decision may rest on lost commits', () => {
  const mirror = mirrorAt10()
  const connections = new LiveConnections<string>()
  connections.register(subject, 'shown').standOn(held([], 10n))
  connections.register(subject, 'ahead').standOn(held([], 12n))
  const batches: ChangeBatch[] = []
  mirror.onChange((batch) => batches.push(batch))
  mirror.checkpoint({ epoch: 'epoch-2', version: 10n, storeId: 'store', cursor: new Uint8Array() })

  expect(batches.map((batch) => named(connections.apply(batch, now)))).toEqual([
    { cut: [], redecide: [['ahead', 10n]] },
  ])
})
