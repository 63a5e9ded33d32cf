import { once } from 'node:events'
import { createServer } from 'node:net'
import { encodeSession, encodeUser } from '@sallyport/identity'
import { AppError, silentLogger } from '@sallyport/kernel'
import { createLocalServiceAuthority, type LocalServiceAuthority, MemoryIdentitySource } from '@sallyport/pki'
import { authorizeService } from '@sallyport/proto'
import { verifyAssertion } from '@sallyport/tokens'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { liveSession, startTestAuthorize, testConfig } from './authorize.fixture.ts'
import { startAuthorize } from './authorize.ts'
import { startTestBroker } from './broker.fixture.ts'
import { anyUser, aRoute, aUser, everybody } from './world.fixture.ts'

describe('over gRPC', () => {
  test('a proxy is told the outcome, the reasons, whom it is about, and what all that rests on', async () => {
    await using network = await startTestAuthorize({ records: [aRoute('app', anyUser)] })
    const { head, epoch } = await network.store.info()
    expect(await network.check('app')).toEqual({
      outcome: 'OUTCOME_ALLOW',
      reasons: [{ code: 'user-ok', rule: 'allow[0].or[0] authenticated_user' }],
      upstreamHeaders: [],
      epoch,
      decidedAt: expect.stringMatching(/^\d+$/),
      dependencies: [
        { type: 'route', id: 'app', version: '4' },
        { type: 'policy', id: 'app', version: '3' },
        { type: 'session', id: 'session-1', version: '2' },
        { type: 'user', id: 'idp/alice', version: '1' },
      ],
      vary: [],
      lifetimeMs: expect.any(Number),
      userId: 'idp/alice',
      userEmail: 'alice@example.com',
    })
    expect(head).toBeGreaterThanOrEqual(4n)
  })

  test.each([
    ['an unknown route is stale', 'nowhere', {}, 'OUTCOME_STALE'],
    ['no session where one is needed', 'app', { sessionId: '' }, 'OUTCOME_UNAUTHENTICATED'],
    ['nobody is let in', 'closed', {}, 'OUTCOME_DENY'],
    ['a version that never comes', 'app', { minVersion: '999' }, 'OUTCOME_UNKNOWN'],
  ])('%s', async (_, routeId, given, outcome) => {
    await using network = await startTestAuthorize({ records: [aRoute('app', anyUser), aRoute('closed', {})] })
    expect(await network.check(routeId, given)).toMatchObject({ outcome })
  })

  test('nobody but a proxy is answered', async () => {
    await using network = await startTestAuthorize({ records: [aRoute('app', everybody)] })
    for (const service of ['authenticate', 'databroker', 'authorize'] as const) {
      const client = await network.connect(service)
      const refusal = client.unaryCall(authorizeService.Check, { routeId: 'app', attributes: {} })
      await expect(refusal, service).rejects.toMatchObject({ code: 'permission-denied' })
    }
  })

  test('a check without a route or without attributes is refused', async () => {
    await using network = await startTestAuthorize()
    const refused = expect.objectContaining({ code: 'invalid-argument' })
    await expect(network.check('')).rejects.toEqual(refused)
    await expect(network.check('app', { attributes: null })).rejects.toEqual(refused)
  })
})

describe('a change is decided by as soon as its proxy knows of it', () => {
  test('the end of a session', async () => {
    await using network = await startTestAuthorize({ records: [aRoute('app', anyUser)] })
    expect(await network.check('app')).toMatchObject({ outcome: 'OUTCOME_ALLOW' })
    await network.store.delete({ type: 'session', id: 'session-1', reason: 'signed out', writtenBy: 'test' })
    expect(await network.check('app')).toMatchObject({ outcome: 'OUTCOME_UNAUTHENTICATED' })
  })

  test('a user who is signed out everywhere', async () => {
    await using network = await startTestAuthorize({ records: [aRoute('app', anyUser)] })
    await network.put(encodeUser(aUser({ sessionsValidFrom: new Date() })))
    expect(await network.check('app')).toMatchObject({ outcome: 'OUTCOME_UNAUTHENTICATED' })
  })

  test('a policy, which leaves the version of its route alone', async () => {
    await using network = await startTestAuthorize({ records: [aRoute('app', anyUser)] })
    await network.put(aRoute('app', {})[0])
    expect(await network.check('app')).toMatchObject({ outcome: 'OUTCOME_DENY' })
  })
})

test('a session that has not arrived yet is asked for, and without an answer is unknown', async () => {
  await using network = await startTestAuthorize({ records: [aRoute('app', anyUser)] })
  const { head } = await network.store.info()
  network.script.isFrozen = true
  const version = await network.put(encodeSession(liveSession({ id: 'new' })))
  const question = { sessionId: 'new', sessionVersion: version.toString(), minVersion: head.toString() }
  expect(await network.check('app', question)).toMatchObject({ outcome: 'OUTCOME_ALLOW', decidedAt: head.toString() })
  network.script.isPrimaryGone = true
  expect(await network.check('app', question)).toMatchObject({
    outcome: 'OUTCOME_UNKNOWN',
    reasons: [{ code: 'session-unknown' }],
  })
})

test('past max_staleness it is not ready and decides nothing, and both end when the databroker answers again', async () => {
  await using network = await startTestAuthorize({ records: [aRoute('app', everybody)], maxStalenessMs: 1_500 })
  network.script.isFrozen = true
  const stale = { outcome: 'OUTCOME_UNKNOWN', reasons: [{ code: 'out-of-date' }] }
  await vi.waitFor(async () => expect(await network.check('app')).toMatchObject(stale), 5_000)
  const ready = await network.admin('/readyz')
  expect([ready.status, await ready.json()]).toEqual([
    503,
    { ready: false, problems: { mirror: 'no databroker has answered for too long' } },
  ])
  network.script.isFrozen = false
  await vi.waitFor(async () => expect(await network.check('app')).toMatchObject({ outcome: 'OUTCOME_ALLOW' }), 5_000)
  expect((await network.admin('/readyz')).status).toBe(200)
})

test('the key of an assertion is published under this replica’s name', async () => {
  await using network = await startTestAuthorize({ records: [aRoute('app', anyUser, { pass_identity_headers: true })] })
  const { upstreamHeaders, lifetimeMs } = await network.check('app')
  const record = await network.store.get({ type: 'jwks', id: 'authorize-0' })
  const { keys } = jwks.parse(record?.data)
  const [assertion] = upstreamHeaders.filter(({ name }) => name === 'x-sallyport-jwt-assertion')
  const audience = 'app.example.com'
  expect(await verifyAssertion(assertion?.value ?? '', { keys, audience, issuer: audience })).toMatchObject({
    sub: 'idp/alice',
  })
  expect(lifetimeMs).toBe(240_000)
})

test('metrics and status say what it decides by, and never a key', async () => {
  await using network = await startTestAuthorize({
    records: [aRoute('app', anyUser), aRoute('broken', { policy: { allow: { or: [{ nonsense: 1 }] } } })],
  })
  await network.check('app')
  await network.check('broken')
  await network.check('made-up-by-a-client')
  const metrics = await (await network.admin('/metrics')).text()
  expect(metrics).toMatch(/sallyport_authorize_decisions_total\{outcome="allow",route="app",.*\} 1/)
  expect(metrics).toMatch(/sallyport_authorize_decisions_total\{outcome="unknown",route="broken",.*\} 1/)
  expect(metrics).toMatch(/sallyport_authorize_decisions_total\{outcome="stale",route="",.*\} 1/)
  expect(metrics).toMatch(/sallyport_authorize_policies_invalid\{.*\} 1/)
  expect(metrics).toMatch(/sallyport_authorize_mirror_staleness_seconds\{.*\} [0-9.]+/)
  const [key] = network.script.keys
  expect(await network.status()).toMatchObject({
    mirror: { phase: 'following' },
    policies: { count: 2, invalid: { broken: [expect.stringContaining('unknown criterion "nonsense"')] } },
    keys: { signing: key?.kid, published: [{ kid: key?.kid }] },
  })
})

describe('a start without a databroker', () => {
  const identitiesOf = async (service: 'authorize' | 'databroker', authority: LocalServiceAuthority) =>
    new MemoryIdentitySource(await authority.issueServiceIdentity(service, `${service}-0`))

  test('waits, alive and not ready, and goes on when one comes', async () => {
    const authority = await createLocalServiceAuthority()
    const [databroker, adminAddress] = [await freeAddress(), await freeAddress()]
    const starting = startAuthorize(
      { ...testConfig(databroker), adminAddress },
      { identities: await identitiesOf('authorize', authority), log: silentLogger },
    )
    const admin = `http://127.0.0.1:${adminAddress.port}`
    const problems = { mirror: expect.stringContaining('not caught up'), grpc: 'not serving yet' }
    await vi.waitFor(async () =>
      expect(await (await fetch(`${admin}/readyz`)).json()).toEqual({ ready: false, problems }),
    )
    expect((await fetch(`${admin}/livez`)).status).toBe(200)

    await using _broker = await startTestBroker(await identitiesOf('databroker', authority), databroker)
    await using _authorize = await starting
    expect((await fetch(`${admin}/readyz`)).status).toBe(200)
  })

  test('can be given up, and leaves nothing open', async () => {
    const authority = await createLocalServiceAuthority()
    const adminAddress = await freeAddress()
    const giveUp = new AbortController()
    const starting = startAuthorize(
      { ...testConfig(await freeAddress()), adminAddress },
      { identities: await identitiesOf('authorize', authority), log: silentLogger, signal: giveUp.signal },
    )
    giveUp.abort(new AppError('cancelled', 'enough'))
    await expect(starting).rejects.toMatchObject({ code: 'cancelled' })
    await expect(fetch(`http://127.0.0.1:${adminAddress.port}/livez`)).rejects.toThrow()
  })
})

describe('the decision log', () => {
  test('has the same fields for every outcome, one line each', async () => {
    await using network = await startTestAuthorize({
      records: [aRoute('app', anyUser), aRoute('closed', {}), aRoute('broken', { policy: 1 })],
    })
    const answers = [
      await network.check('app'),
      await network.check('closed'),
      await network.check('app', { sessionId: '' }),
      await network.check('broken'),
      await network.check('nowhere'),
    ]
    const lines = network.decisions()
    expect(lines.map(({ outcome }) => outcome)).toEqual(['allow', 'deny', 'unauthenticated', 'unknown', 'stale'])
    expect(lines).toHaveLength(answers.length)
    for (const line of lines) expect(Object.keys(line)).toEqual(Object.keys(lines[0] ?? {}))
    expect(lines[1]).toEqual({
      message: 'authorize check',
      request_id: 'request-1',
      route_id: 'closed',
      route_from: 'https://closed.example.com',
      method: 'GET',
      host: 'closed.example.com',
      path: '/',
      source_ip: '192.0.2.1',
      user_agent: null,
      session_id: 'session-1',
      user_id: 'idp/alice',
      email: 'alice@example.com',
      outcome: 'deny',
      reasons: [{ code: 'no-allow-rule', rule: 'allow' }],
      decided_at: answers[1]?.decidedAt,
      dependencies: 4,
      duration_ms: expect.any(Number),
    })
  })

  test('HP-25: shows control characters as escapes and cuts what is long', async () => {
    await using network = await startTestAuthorize({ records: [aRoute('app', everybody)] })
    const userAgent = 'x\n{"level":"info"}\u001b[31m\u0085\u202e\u2028'
    await network.check('app', {}, { path: `/${'a'.repeat(100_000)}`, userAgent })
    const [line] = network.decisions()
    expect(line?.['user_agent']).toBe('x\\u{a}{"level":"info"}\\u{1b}[31m\\u{85}\\u{202e}\\u{2028}')
    expect(line?.['path']).toBe(`/${'a'.repeat(1_023)}…`)
  })

  test('never holds an assertion', async () => {
    await using network = await startTestAuthorize({
      records: [aRoute('app', anyUser, { pass_identity_headers: true })],
    })
    const { upstreamHeaders } = await network.check('app')
    expect(upstreamHeaders[0]?.value).toMatch(/^eyJ/)
    expect(JSON.stringify(network.decisions())).not.toContain('eyJ')
  })
})

async function freeAddress() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  server.close()
  await once(server, 'close')
  return { host: '127.0.0.1', port: typeof bound === 'object' && bound ? bound.port : 0 }
}

const jwks = z.object({
  keys: z.array(
    z.object({
      kty: z.literal('EC'),
      crv: z.literal('P-256'),
      x: z.string(),
      y: z.string(),
      kid: z.string(),
      alg: z.literal('ES256'),
      use: z.literal('sig'),
    }),
  ),
})
