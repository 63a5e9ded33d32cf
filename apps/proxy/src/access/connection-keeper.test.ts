import { expect, test } from 'vitest'
import { AccessWorld, forwarded, type SignedIn } from './access.fixture.ts'
import { host } from './browser.fixture.ts'
import type { AccessParts } from './compose-access.ts'

const as = ({ cookie }: SignedIn) => ({ headers: [['cookie', cookie]] }) as const

/** A WebSocket of the application's own page, and what it is told. */
async function open(world: AccessWorld, signedIn: SignedIn, path = '/') {
  const headers = [...as(signedIn).headers, ['origin', `https://${host}`]] as const
  const { connection } = forwarded(await world.authorize({ headers, path, isUpgrade: true }))
  const told: string[] = []
  connection.onLost((reason) => told.push(reason))
  return { connection, told }
}

async function cuts(world: AccessWorld): Promise<Record<string, number>> {
  const { values = [] } = (await world.registry.getSingleMetric('sallyport_connections_cut_total')?.get()) ?? {}
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels['reason']), value]))
}

test('a deleted session cuts its open connections in the very turn, and nobody else’s', async () => {
  await using world = new AccessWorld()
  const [alice, bob] = [world.signIn(), world.signIn()]
  const [hers, his] = [await open(world, alice), await open(world, bob)]
  world.remove('session', alice.session.id)
  expect(hers.told).toEqual(['session-ended'])
  expect(his.told).toEqual([])
  expect(await cuts(world)).toEqual({ 'session-ended': 1 })
})

test('whoever listens late is told at once, and a connection that is over is told nothing', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  const { connection } = forwarded(await world.authorize(as(alice)))
  const over = await open(world, alice)
  over.connection.end()
  world.remove('session', alice.session.id)
  const told: string[] = []
  connection.onLost((reason) => told.push(reason))
  expect(told).toEqual(['session-ended'])
  expect(connection.lostBecause).toBe('session-ended')
  expect(over.told).toEqual([])
})

test('a refresh of the session keeps its connections open', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  const { told } = await open(world, alice)
  world.put('session', alice.session.id, alice.record.data, alice.session.expiresAt)
  await world.settled()
  expect(world.checks).toHaveLength(2)
  expect(told).toEqual([])
  world.remove('session', alice.session.id)
  expect(told).toEqual(['session-ended'])
})

test('a change of the user asks again as of that change, and a sign-out everywhere ends the connection', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  const { told } = await open(world, alice)
  world.answer = (request) => world.checkResponse(request, { outcome: 'OUTCOME_UNAUTHENTICATED' })
  world.put('user', alice.session.userId)
  await world.settled()
  expect(world.checks.at(-1)?.minVersion).toBe(world.version.toString())
  expect(told).toEqual(['session-ended'])
})

test('a policy that no longer lets somebody in ends their connection', async () => {
  await using world = new AccessWorld()
  const [alice, bob] = [world.signIn(), world.signIn()]
  const [hers, his] = [await open(world, alice), await open(world, bob)]
  world.decide = ({ sessionId }) => (sessionId === alice.session.id ? 'OUTCOME_DENY' : 'OUTCOME_ALLOW')
  world.put('policy', 'app')
  await world.settled()
  expect([hers.told, his.told]).toEqual([['access-denied'], []])
})

test('many connections of one session are decided about by one question', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  await Promise.all(Array.from({ length: 200 }, () => open(world, alice)))
  world.put('policy', 'app')
  await world.settled()
  expect(world.checks.length).toBeLessThanOrEqual(3)
  expect(world.access.connections.size).toBe(200)
})

test('a deleted route ends what is open on it', async () => {
  await using world = new AccessWorld()
  const { told } = await open(world, world.signIn())
  world.remove('route', 'app')
  expect(told).toEqual(['route-removed'])
})

test('a more specific route takes its path from connections that are open', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  const [inside, outside] = [await open(world, alice, '/admin/socket'), await open(world, alice, '/socket')]
  world.setRoute({ prefix: '/admin' }, 'admin')
  expect([inside.told, outside.told]).toEqual([['route-changed'], []])
})

test('a route that leads to another upstream takes nobody along', async () => {
  await using world = new AccessWorld()
  const { told } = await open(world, world.signIn())
  world.setRoute({ description: 'the same place' })
  await world.settled()
  expect(told).toEqual([])
  world.setRoute({ to: 'http://127.0.0.1:2' })
  await world.settled()
  expect(told).toEqual(['route-changed'])
})

test('a route that takes no WebSockets any more ends those that are open, and nothing else', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  const { told } = await open(world, alice)
  const download = forwarded(await world.authorize(as(alice))).connection
  world.setRoute({ allow_websockets: false })
  await world.settled()
  expect(told).toEqual(['route-changed'])
  expect(download.lostBecause).toBeUndefined()
})

test('a WebSocket of an origin that a route no longer lets in ends', async () => {
  await using world = new AccessWorld()
  world.setRoute({ allowed_origins: ['https://spa.example.com'] })
  const alice = world.signIn()
  const headers = [...as(alice).headers, ['origin', 'https://spa.example.com']] as const
  const { connection } = forwarded(await world.authorize({ headers, isUpgrade: true }))
  world.setRoute({ allowed_origins: ['https://spa.example.com'], description: 'the same' })
  await world.settled()
  expect(connection.lostBecause).toBeUndefined()
  world.setRoute({})
  await world.settled()
  expect(connection.lostBecause).toBe('route-changed')
})

test('a session that runs out ends its connections by time alone', async () => {
  await using world = new AccessWorld()
  const { told } = await open(world, world.signIn({ lifetimeMs: 60_000 }))
  world.advance(59_999)
  expect(told).toEqual([])
  world.advance(1)
  expect(told).toEqual(['session-expired'])
})

test('a decision that runs out is made again for what stays open', async () => {
  await using world = new AccessWorld()
  const { told } = await open(world, world.signIn())
  world.advance(300_000)
  await world.settled()
  expect(told).toEqual([])
  world.decide = () => 'OUTCOME_DENY'
  world.advance(300_000)
  await world.settled()
  expect(told).toEqual(['access-denied'])
})

test('what cannot be found out ends a connection after the grace, and not if it is found out in time', async () => {
  await using world = new AccessWorld()
  const [alice, bob] = [world.signIn(), world.signIn()]
  const [hers, his] = [await open(world, alice), await open(world, bob)]
  world.answer = (request) => world.checkResponse(request, { outcome: 'OUTCOME_UNKNOWN' })
  world.put('policy', 'app')
  await world.settled()
  world.advance(29_000)
  await world.settled()
  expect([hers.told, his.told]).toEqual([[], []])
  world.answer = (request) =>
    world.checkResponse(request, request.sessionId === alice.session.id ? {} : { outcome: 'OUTCOME_UNKNOWN' })
  world.advance(500)
  await world.settled()
  world.advance(500)
  expect([hers.told, his.told]).toEqual([[], ['authorization-unknown']])
})

test.each<[AccessParts['config']['onUnknown'], string[]]>([
  ['close', ['authorization-unknown']],
  ['keep', []],
])('past the greatest staleness open connections wait for the grace, then: %s', async (onUnknown, expected) => {
  await using world = new AccessWorld({}, { onUnknown })
  const { told } = await open(world, world.signIn())
  world.stalenessMs = 300_001
  world.advance(1_000)
  world.advance(29_000)
  expect(told).toEqual([])
  world.advance(1_000)
  expect(told).toEqual(expected)
})

test('a reset drops what was decided and asks about what is open, a few at a time', async () => {
  await using world = new AccessWorld()
  const people = Array.from({ length: 100 }, () => world.signIn())
  const opened = await Promise.all(people.map((person) => open(world, person)))
  const [first] = people
  const shown = ['route', 'policy', 'user', 'session'] as const
  const records = shown.flatMap((type) => [...world.mirror.byType(type)])
  let inFlight = 0
  let most = 0
  world.answer = async (request) => {
    most = Math.max(most, ++inFlight)
    await new Promise((resolve) => setImmediate(resolve))
    inFlight -= 1
    return world.checkResponse(request)
  }
  world.mirror.reset({ storeId: 'store', epoch: String(world.mirror.epoch) })
  world.mirror.apply(records.filter(({ id }) => id !== first?.session.id))
  const to = { epoch: String(world.mirror.epoch), version: world.version, storeId: 'store', cursor: new Uint8Array() }
  world.mirror.checkpoint(to)
  expect(world.access.cache.size).toBe(0)
  await world.settled()
  expect(opened.map(({ told }) => told.length)).toEqual([1, ...Array.from({ length: 99 }, () => 0)])
  expect(world.checks).toHaveLength(199)
  expect(most).toBe(32)
})

test('when nothing can be relied on any more, everything is cut', async () => {
  await using world = new AccessWorld()
  const opened = await Promise.all([world.signIn(), world.signIn()].map((person) => open(world, person)))
  world.access.keeper.cutEverything()
  expect(opened.map(({ told }) => told)).toEqual([['authorization-unknown'], ['authorization-unknown']])
})

test('one connection that fails to close does not keep the others open', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  const { connection } = forwarded(await world.authorize(as(alice)))
  connection.onLost(() => {
    throw new Error('a bug')
  })
  const { told } = await open(world, alice)
  expect(() => world.remove('session', alice.session.id)).toThrow('a listener of a mirror failed')
  expect(told).toEqual(['session-ended'])
})
