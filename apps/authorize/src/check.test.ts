import { encodeSession, encodeUser } from '@sallyport/identity'
import { AppError, sleep } from '@sallyport/kernel'
import type { RecordKey } from '@sallyport/records'
import { publicJwk, verifyAssertion } from '@sallyport/tokens'
import { describe, expect, test } from 'vitest'
import { aClientCertificate } from './client-certificate.fixture.ts'
import {
  anyUser,
  aRoute,
  aSession,
  attributes,
  aUser,
  everybody,
  primaryWith,
  testNow,
  worldWith,
} from './world.fixture.ts'

const unknownBecause = (code: string) => ({ outcome: 'unknown', reasons: [{ code, rule: '' }] })

describe('the outcome follows from policy and session', () => {
  const onlyBob = { policy: { allow: { and: [{ email: 'bob@example.com' }] } } }
  const fromInside = { policy: { allow: { and: [{ source_ip: '10.0.0.0/8' }] } } }
  test.each([
    ['any user, signed in', anyUser, 'session-1', 'allow', ['user-ok']],
    ['any user, no session', anyUser, '', 'unauthenticated', ['user-unauthenticated']],
    ['any user, no such session', anyUser, 'other', 'unauthenticated', ['user-unauthenticated', 'session-ended']],
    ['only Bob, Alice', onlyBob, 'session-1', 'deny', ['email-unauthorized']],
    ['only Bob, no session', onlyBob, '', 'unauthenticated', ['user-unauthenticated']],
    ['only from inside, no session', fromInside, '', 'deny', ['source-ip-unauthorized']],
    ['no policy at all', {}, 'session-1', 'deny', ['no-allow-rule']],
    ['everybody, no session', everybody, '', 'allow', ['accept']],
    ['everybody, signed in', everybody, 'session-1', 'allow', ['accept']],
  ])('%s', async (_, access, sessionId, outcome, codes) => {
    using world = worldWith(aRoute('app', access))
    const answer = await world.ask(world.question('app', { sessionId }))
    if (answer.outcome !== 'decided') throw new Error(answer.outcome)
    expect(answer.decision.outcome).toBe(outcome)
    expect(answer.decision.reasons.map(({ code }) => code)).toEqual(codes)
  })
})

describe('a session lets nobody in', () => {
  test.each([
    ['once it is expired', aSession({ expiresAt: testNow }), aUser(), 'session-expired'],
    ['once its user is gone', aSession({ userId: 'idp/nobody' }), aUser(), 'user-removed'],
    ['that began before its user was signed out', aSession(), aUser({ sessionsValidFrom: testNow }), 'signed-out'],
  ])('%s', async (_, session, user, code) => {
    using world = worldWith(aRoute('app', anyUser))
    world.put(encodeSession(session), encodeUser(user))
    const answer = await world.ask(world.question('app'))
    expect(answer).toMatchObject({
      decision: {
        outcome: 'unauthenticated',
        reasons: [{ code: 'user-unauthenticated' }, { code, rule: 'session' }],
      },
    })
  })

  test('once it is deleted, and the answer rests on its absence', async () => {
    using world = worldWith(aRoute('app', anyUser))
    world.delete({ type: 'session', id: 'session-1' })
    expect(await world.ask(world.question('app'))).toMatchObject({
      decision: { outcome: 'unauthenticated' },
      basis: { dependencies: expect.arrayContaining([{ type: 'session', id: 'session-1', version: 0n }]) },
    })
  })
})

test('an answer names its state, every record that it rests on, and every attribute that was read', async () => {
  const access = { policy: { allow: { and: [{ http_method: 'GET' }, { email: 'alice@example.com' }] } } }
  using world = worldWith(aRoute('app', access), aRoute('other', anyUser))
  const answer = await world.ask(world.question('app'))
  expect(answer).toEqual({
    outcome: 'decided',
    decision: {
      outcome: 'allow',
      reasons: [
        { code: 'http-method-ok', rule: 'allow[0].and[0] http_method' },
        { code: 'email-ok', rule: 'allow[0].and[1] email' },
      ],
      upstreamHeaders: [],
      userId: 'idp/alice',
      userEmail: 'alice@example.com',
    },
    basis: {
      epoch: 'epoch-1',
      decidedAt: world.version,
      dependencies: [
        { type: 'route', id: 'app', version: world.versionOf('route', 'app') },
        { type: 'policy', id: 'app', version: world.versionOf('policy', 'app') },
        { type: 'session', id: 'session-1', version: world.versionOf('session', 'session-1') },
        { type: 'user', id: 'idp/alice', version: world.versionOf('user', 'idp/alice') },
      ],
      vary: [{ attribute: 'method', value: 'GET' }],
      lifetimeMs: 3_600_000,
    },
  })
})

describe('what the proxy has seen', () => {
  test('is waited for', async () => {
    using world = worldWith(aRoute('app', anyUser))
    const question = world.question('app', { minVersion: world.version + 1n })
    const answer = world.ask(question)
    await sleep(20)
    world.put(encodeUser(aUser({ sessionsValidFrom: testNow })))
    expect(await answer).toMatchObject({ decision: { outcome: 'unauthenticated' } })
  })

  test('is waited for in vain only so long', async () => {
    using world = worldWith(aRoute('app', anyUser))
    const question = world.question('app', { minVersion: world.version + 1n })
    expect(await world.ask(question)).toEqual(unknownBecause('behind'))
  })

  test('may belong to another epoch, which is no answer either', async () => {
    using world = worldWith(aRoute('app', anyUser))
    expect(await world.ask(world.question('app', { epoch: 'epoch-0', minVersion: 1n }))).toEqual(
      unknownBecause('behind'),
    )
  })

  test('of the route is another version, or there is no such route: the answer would be for another route', async () => {
    using world = worldWith(aRoute('app', everybody))
    const routeVersion = world.versionOf('route', 'app')
    expect(await world.ask(world.question('app', { routeVersion: routeVersion - 1n }))).toEqual({ outcome: 'stale' })
    expect(await world.ask(world.question('gone', { routeVersion }))).toEqual({ outcome: 'stale' })
    expect(await world.ask(world.question('gone', { routeVersion: 0n }))).toEqual({ outcome: 'stale' })
  })
})

test('past max_staleness nothing is decided, on public routes either', async () => {
  using world = worldWith(aRoute('app', everybody))
  const fresh = { stalenessMs: () => 1_000, maxStalenessMs: 1_000 }
  expect(await world.ask(world.question('app'), fresh)).toMatchObject({ decision: { outcome: 'allow' } })
  const stale = { stalenessMs: () => 1_001, maxStalenessMs: 1_000 }
  expect(await world.ask(world.question('app'), stale)).toEqual(unknownBecause('out-of-date'))
})

describe('a session that is newer than the mirror', () => {
  test('is waited for', async () => {
    using world = worldWith(aRoute('app', anyUser))
    const session = encodeSession(aSession({ id: 'new' }))
    const question = world.question('app', { sessionId: 'new', sessionVersion: world.version + 1n })
    const primary = primaryWith([])
    const answer = world.ask(question, { primary })
    await sleep(20)
    world.put(session)
    expect(await answer).toMatchObject({ decision: { outcome: 'allow' }, basis: { decidedAt: world.version } })
    expect(primary.asked).toEqual([])
  })

  test('is read from the primary with its user, and the answer is no newer than the mirror was before that', async () => {
    using world = worldWith(aRoute('app', anyUser))
    const decidedAt = world.version
    const user = world.stored(encodeUser(aUser({ id: 'idp/carol', subject: 'carol' })))
    const session = world.stored(encodeSession(aSession({ id: 'new', userId: 'idp/carol' })))
    const question = world.question('app', { sessionId: 'new', sessionVersion: session.version })
    const stored = primaryWith([user, session])
    const primary = {
      async get(key: RecordKey) {
        world.mirror.apply([user])
        world.checkpoint(user.version)
        return stored.get(key)
      },
    }
    expect(await world.ask(question, { primary })).toMatchObject({
      decision: { outcome: 'allow', userId: 'idp/carol' },
      basis: {
        decidedAt,
        dependencies: expect.arrayContaining([
          { type: 'session', id: 'new', version: session.version },
          { type: 'user', id: 'idp/carol', version: user.version },
        ]),
      },
    })
  })

  test('that the primary does not have either, is gone', async () => {
    using world = worldWith(aRoute('app', anyUser))
    const question = world.question('app', { sessionId: 'lost', sessionVersion: world.version + 1n })
    expect(await world.ask(question)).toMatchObject({
      decision: { outcome: 'unauthenticated' },
      basis: { dependencies: expect.arrayContaining([{ type: 'session', id: 'lost', version: 0n }]) },
    })
  })

  test('that the primary does not answer for is unknown, never signed out', async () => {
    using world = worldWith(aRoute('app', anyUser))
    const question = world.question('app', { sessionId: 'new', sessionVersion: world.version + 1n })
    const primary = {
      async get(): Promise<never> {
        throw new AppError('unavailable', 'no databroker')
      },
    }
    expect(await world.ask(question, { primary })).toEqual(unknownBecause('session-unknown'))
  })

  test('is unknown if the store’s history took another turn while the primary was asked', async () => {
    using world = worldWith(aRoute('app', anyUser))
    const question = world.question('app', { sessionId: 'new', sessionVersion: world.version + 1n })
    const primary = {
      async get() {
        world.epoch = 'epoch-2'
        world.checkpoint()
        return undefined
      },
    }
    expect(await world.ask(question, { primary })).toEqual(unknownBecause('behind'))
  })

  test('is decided by the mirror alone if that overtakes the primary’s answer', async () => {
    using world = worldWith(aRoute('app', anyUser))
    const session = world.stored(encodeSession(aSession({ id: 'new' })))
    const primary = {
      async get() {
        world.delete({ type: 'session', id: 'new' })
        return session
      },
    }
    const question = world.question('app', { sessionId: 'new', sessionVersion: session.version })
    expect(await world.ask(question, { primary })).toMatchObject({
      decision: { outcome: 'unauthenticated' },
      basis: { decidedAt: world.mirror.version },
    })
  })
})

describe('PM-09: what cannot be evaluated is unknown and never allowed', () => {
  test('a policy that does not compile', async () => {
    using world = worldWith(aRoute('app', { policy: { allow: { or: [{ accept: true }, { no_such_thing: 1 }] } } }))
    expect(await world.ask(world.question('app'))).toEqual(unknownBecause('policy-invalid'))
  })

  test('a route without a policy record', async () => {
    using world = worldWith(aRoute('app', everybody))
    world.delete({ type: 'policy', id: 'app' })
    expect(await world.ask(world.question('app'))).toEqual(unknownBecause('policy-missing'))
  })

  test('a record that cannot be read', async () => {
    using world = worldWith(aRoute('app', everybody))
    world.put({ type: 'session', id: 'session-1', data: { user_id: 7 } })
    expect(await world.ask(world.question('app'))).toEqual(unknownBecause('evaluation-failed'))
  })

  test('an evaluator that throws', async () => {
    using world = worldWith(aRoute('app', everybody))
    const logged: object[] = []
    const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => void logged.push(fields) }
    const now = (): Date => {
      throw new Error('a bug')
    }
    expect(await world.ask(world.question('app'), { now, log })).toEqual(unknownBecause('evaluation-failed'))
    expect(logged).toMatchObject([{ err: { message: 'a bug' }, request_id: 'request-1', route_id: 'app' }])
  })

  test('an assertion that no key may sign', async () => {
    using world = worldWith(aRoute('app', anyUser, { pass_identity_headers: true }))
    const signingKey = () => undefined
    expect(await world.ask(world.question('app'), { signingKey })).toEqual(unknownBecause('no-signing-key'))
  })
})

describe('what the upstream is told', () => {
  const passing = { pass_identity_headers: true }

  test('is who asks, by an assertion for the route’s host and a header for each configured claim', async () => {
    using world = worldWith(aRoute('app', anyUser, passing))
    const answer = await world.ask(world.question('app', {}))
    if (answer.outcome !== 'decided' || answer.decision.outcome !== 'allow') throw new Error('not allowed')
    const headers = new Map(answer.decision.upstreamHeaders.map(({ name, value }) => [name, value]))
    const assertion = headers.get('x-sallyport-jwt-assertion') ?? ''
    const host = 'app.example.com'
    const keys = [publicJwk(world.signingKey)]
    expect(await verifyAssertion(assertion, { keys, audience: host, issuer: host, now: () => testNow })).toMatchObject({
      sub: 'idp/alice',
      sid: 'session-1',
      email: 'alice@example.com',
      groups: ['staff'],
      department: 'ops',
    })
    expect([...headers].slice(1)).toEqual([
      ['x-sallyport-claim-email', 'alice@example.com'],
      ['x-sallyport-claim-groups', 'staff'],
      ['x-sallyport-claim-department', 'ops'],
    ])
  })

  test('is nothing where the route does not ask for it, or nobody is signed in', async () => {
    using world = worldWith(aRoute('app', anyUser), aRoute('public', everybody, passing))
    const silent = { decision: { outcome: 'allow', upstreamHeaders: [] } }
    expect(await world.ask(world.question('app'))).toMatchObject(silent)
    expect(await world.ask(world.question('public', { sessionId: '' }))).toMatchObject(silent)
    expect(await world.ask(world.question('public', { sessionId: 'gone' }))).toMatchObject(silent)
  })

  test('on a public route is who is signed in, and the answer then rests on the session', async () => {
    using world = worldWith(aRoute('public', everybody, passing))
    expect(await world.ask(world.question('public'))).toMatchObject({
      decision: { upstreamHeaders: expect.objectContaining({ length: 4 }), userId: 'idp/alice' },
      basis: { dependencies: expect.arrayContaining([expect.objectContaining({ type: 'session', id: 'session-1' })]) },
    })
  })
})

describe('an answer holds', () => {
  const lifetimeOf = async (route: object, session = aSession()) => {
    using world = worldWith(aRoute('app', anyUser, { ...route }))
    world.put(encodeSession(session))
    const answer = await world.ask(world.question('app'))
    return answer.outcome === 'decided' ? answer.basis.lifetimeMs : undefined
  }

  test('a minute less than the assertion in it', async () => {
    expect(await lifetimeOf({ pass_identity_headers: true })).toBe(240_000)
  })

  test('no longer than the client certificate that was read', async () => {
    using world = worldWith(
      aRoute('app', { policy: { allow: { or: [{ client_certificate: { san_dns: 'a.test' } }] } } }),
    )
    const given = { attributes: attributes({ clientCertificate: await aClientCertificate('a.test', 60_000) }) }
    expect(await world.ask({ ...world.question('app'), ...given })).toMatchObject({
      decision: { outcome: 'allow' },
      basis: { lifetimeMs: 60_000, vary: [{ attribute: 'client_certificate' }] },
    })
  })

  test('no longer than the session', async () => {
    const expiresAt = new Date(testNow.getTime() + 90_000)
    expect(await lifetimeOf({ pass_identity_headers: true }, aSession({ expiresAt }))).toBe(90_000)
    expect(await lifetimeOf({}, aSession({ expiresAt }))).toBe(90_000)
  })
})

test('an email that is not verified decides nothing and is shown to nobody', async () => {
  using world = worldWith(aRoute('app', { policy: { allow: { and: [{ email: 'alice@example.com' }] } } }))
  world.put(encodeSession(aSession({ emailVerified: false })))
  const answer = await world.ask(world.question('app'))
  if (answer.outcome !== 'decided') throw new Error(answer.outcome)
  expect(answer.decision).toMatchObject({ outcome: 'deny', reasons: [{ code: 'email-unauthorized' }] })
  expect(answer.decision).not.toHaveProperty('userEmail')
})

test('attributes that no rule reads are not in vary', async () => {
  using world = worldWith(aRoute('app', everybody))
  const question = { ...world.question('app'), attributes: attributes({ path: '/secret', method: 'POST' }) }
  expect(await world.ask(question)).toMatchObject({ basis: { vary: [] } })
})
