import { AppError } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { AccessWorld, forwarded, responded, type SignedIn } from './access.fixture.ts'

const as = ({ cookie }: SignedIn) => ({ headers: [['cookie', cookie]] }) as const

/** A place where the proxy waits until the test lets it go on. */
function pausedAfterAnswer() {
  const reached = Promise.withResolvers<void>()
  const resumed = Promise.withResolvers<void>()
  const pausePoints = {
    afterCheckAnswer: async () => {
      reached.resolve()
      await resumed.promise
    },
  }
  return { pausePoints, reached: reached.promise, resume: () => resumed.resolve() }
}

test.each([{ isUpgrade: false }, { isUpgrade: true }])(
  'a session that is deleted between the answer and its use is not forwarded: $isUpgrade upgrade',
  async ({ isUpgrade }) => {
    const { pausePoints, reached, resume } = pausedAfterAnswer()
    await using world = new AccessWorld(pausePoints)
    const alice = world.signIn()
    const verdict = world.authorize({ ...as(alice), isUpgrade })
    await reached
    world.remove('session', alice.session.id)
    resume()
    expect(responded(await verdict)).toMatchObject({ response: { status: 401 }, reasons: [{ code: 'session-ended' }] })
    expect(world.access.connections.size).toBe(0)
  },
)

test('an authorize that lags behind the delete is asked again and never believed', async () => {
  const { pausePoints, reached, resume } = pausedAfterAnswer()
  await using world = new AccessWorld(pausePoints)
  const alice = world.signIn()
  const asOfOld = { decidedAt: world.mirror.version.toString() }
  world.answer = (request) =>
    world.checkResponse(request, {
      ...asOfOld,
      dependencies: [{ type: 'user', id: alice.session.userId, version: '1' }],
    })
  const verdict = world.authorize(as(alice))
  await reached
  // The registry does not know that this record ends the connection: only the admission of the answer does.
  world.put('user', alice.session.userId)
  resume()
  expect(responded(await verdict)).toMatchObject({ response: { status: 503 }, reasons: [{ code: 'state-changing' }] })
  expect(world.checks).toHaveLength(3)
  expect(world.access.cache.size).toBe(0)
})

test('a policy that changes between the answer and its use is decided about anew', async () => {
  const { pausePoints, reached, resume } = pausedAfterAnswer()
  await using world = new AccessWorld(pausePoints)
  const alice = world.signIn()
  const verdict = world.authorize(as(alice))
  await reached
  world.decide = () => 'OUTCOME_DENY'
  world.put('policy', 'app')
  resume()
  expect(responded(await verdict).response.status).toBe(403)
  expect(world.checks.map(({ minVersion }) => BigInt(minVersion))).toEqual([world.version - 1n, world.version])
})

test('a route that changes between the answer and its use is forwarded in the version that was decided about', async () => {
  const { pausePoints, reached, resume } = pausedAfterAnswer()
  await using world = new AccessWorld(pausePoints)
  const alice = world.signIn()
  const verdict = world.authorize(as(alice))
  await reached
  world.setRoute({ to: 'http://127.0.0.1:2' })
  resume()
  expect(forwarded(await verdict).route).toMatchObject({
    version: world.version,
    route: { to: ['http://127.0.0.1:2'] },
  })
  expect(world.checks.at(-1)?.routeVersion).toBe(world.version.toString())
})

test('a route that is deleted between the answer and its use is forwarded nowhere', async () => {
  const { pausePoints, reached, resume } = pausedAfterAnswer()
  await using world = new AccessWorld(pausePoints)
  const verdict = world.authorize(as(world.signIn()))
  await reached
  world.remove('route', 'app')
  resume()
  expect(responded(await verdict).response.status).toBe(503)
})

test('an authorize that knows the route in another version is asked again twice, then it is unknown', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  world.answer = (request) => world.checkResponse(request, { outcome: 'OUTCOME_STALE' })
  expect(responded(await world.authorize(as(alice))).response.status).toBe(503)
  expect(world.checks).toHaveLength(3)
})

test('an authorize that cannot be asked makes it 503, also for a public route, and nothing is stored', async () => {
  await using world = new AccessWorld()
  world.setRoute({ allow_any_authenticated_user: false, allow_public_unauthenticated_access: true })
  world.answer = (request) => world.checkResponse(request, { outcome: 'OUTCOME_UNKNOWN', reasons: [] })
  expect(responded(await world.authorize()).response).toMatchObject({ status: 503, headers: { 'retry-after': '2' } })
  world.answer = undefined
  forwarded(await world.authorize())
  forwarded(await world.authorize())
  expect(world.checks).toHaveLength(2)
})

test('a replica of authorize that goes away with a question is made up for by another one', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  let failures = 1
  world.answer = (request) => {
    if (failures-- > 0) throw new AppError('unavailable', 'connection lost')
    return world.checkResponse(request)
  }
  forwarded(await world.authorize(as(alice)))
  failures = 2
  expect(responded(await world.authorize(as(world.signIn()))).response.status).toBe(503)
})

test('past the greatest staleness nobody is let in, known or not', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  forwarded(await world.authorize(as(alice)))
  world.stalenessMs = 300_001
  expect(responded(await world.authorize(as(alice)))).toMatchObject({
    response: { status: 503 },
    reasons: [{ code: 'mirror-stale' }],
  })
  world.stalenessMs = 300_000
  forwarded(await world.authorize(as(alice)))
})

test('the same question at the same time is asked once, and everybody is registered', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  const verdicts = await Promise.all(Array.from({ length: 20 }, () => world.authorize(as(alice))))
  expect(new Set(verdicts.map(forwarded)).size).toBe(20)
  expect(world.checks).toHaveLength(1)
  expect(world.access.connections.size).toBe(20)
})

test('CK-13: questions that only run together differently are different questions', async () => {
  await using world = new AccessWorld()
  const sent = [
    { path: '/b', clientAddress: '192.0.2.1' },
    { path: '/b1', clientAddress: '92.0.2.1' },
    {
      headers: [
        ['origin', 'https://x'],
        ['access-control-request-method', 'GET'],
      ],
    },
    { headers: [['origin', 'https://x","access-control-request-method","GET']] },
  ] as const
  await Promise.all(sent.map((each) => world.authorize(each)))
  expect(world.checks).toHaveLength(sent.length)
})

test('CK-14: a decision serves exactly the requests that agree on what it read', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  world.answer = (request) =>
    world.checkResponse(request, {
      outcome: request.attributes?.method === 'GET' ? 'OUTCOME_ALLOW' : 'OUTCOME_DENY',
      vary: [{ attribute: 'method', value: request.attributes?.method ?? '' }],
    })
  forwarded(await world.authorize({ ...as(alice), path: '/a' })).connection.end()
  forwarded(await world.authorize({ ...as(alice), path: '/b', clientAddress: '198.51.100.7' })).connection.end()
  expect(world.checks).toHaveLength(1)
  expect(responded(await world.authorize({ ...as(alice), method: 'POST', path: '/a' })).response.status).toBe(403)
  world.setRoute({ description: 'a new version' })
  forwarded(await world.authorize({ ...as(alice), path: '/a' }))
  expect(world.checks).toHaveLength(3)
})

test('CK-14: one person’s decision is no other’s', async () => {
  await using world = new AccessWorld()
  const [alice, bob] = [world.signIn(), world.signIn()]
  world.decide = ({ sessionId }) => (sessionId === alice.session.id ? 'OUTCOME_ALLOW' : 'OUTCOME_DENY')
  forwarded(await world.authorize(as(alice)))
  expect(responded(await world.authorize(as(bob))).response.status).toBe(403)
  expect(responded(await world.authorize()).response.status).toBe(401)
})

test('a decision that is close to its end is asked for anew while it still serves', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  forwarded(await world.authorize(as(alice)))
  world.nowMs = 224_999
  forwarded(await world.authorize(as(alice)))
  expect(world.checks).toHaveLength(1)
  world.nowMs = 225_000
  for (let times = 0; times < 5; times++) expect(world.authorizeAtOnce(as(alice))).toMatchObject({ outcome: 'forward' })
  await world.settled()
  expect(world.checks).toHaveLength(2)
  world.nowMs = 300_001
  expect(world.authorizeAtOnce(as(alice))).toMatchObject({ outcome: 'forward' })
})

test('a decision that cannot be renewed serves to its end and is not asked about with every request', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  forwarded(await world.authorize(as(alice)))
  world.answer = (request) => world.checkResponse(request, { outcome: 'OUTCOME_UNKNOWN' })
  world.nowMs = 225_000
  for (let times = 0; times < 5; times++) {
    forwarded(await world.authorize(as(alice)))
    await world.settled()
  }
  expect(world.checks).toHaveLength(2)
  world.nowMs = 300_000
  expect(responded(await world.authorize(as(alice))).response.status).toBe(503)
})

test('the assertion goes upstream under its further names too', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  const assertion = `assertion of ${alice.session.userId}`
  expect(forwarded(await world.authorize(as(alice))).upstreamHeaders).toEqual([
    ['x-sallyport-jwt-assertion', assertion],
    ['X-Pomerium-Jwt-Assertion', assertion],
  ])
})

test('a mirror that grows too old while authorize is asked lets nobody in, and nothing is stored', async () => {
  await using world: AccessWorld = new AccessWorld({
    afterCheckAnswer: async () => {
      world.stalenessMs = 300_001
    },
  })
  const { response } = responded(await world.authorize(as(world.signIn())))
  expect(response.status).toBe(503)
  expect(world.access.cache.size).toBe(0)
})

test('a request whose path another route takes while its session is being found goes nowhere', async () => {
  await using world = new AccessWorld()
  const verdict = world.authorize({ ...as(world.signInAhead()), path: '/admin' })
  world.setRoute({ prefix: '/admin' }, 'admin')
  world.catchUp()
  expect(responded(await verdict)).toMatchObject({ response: { status: 503 }, reasons: [{ code: 'state-changing' }] })
  expect(world.checks).toEqual([])
})
