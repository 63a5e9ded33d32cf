import { AppError } from '@sallyport/kernel'
import {
  generateSigningKey,
  loadSigningKey,
  newApiToken,
  newCodeVerifier,
  newOneTimeCode,
  randomId,
  sealFlowCookie,
  sealJson,
  signAssertion,
} from '@sallyport/tokens'
import { expect, test } from 'vitest'
import { AccessWorld, responded } from './access.fixture.ts'
import { host } from './browser.fixture.ts'

const json = ['accept', 'application/json'] as const

async function reasonFor(world: AccessWorld, ...headers: readonly (readonly [string, string])[]): Promise<string> {
  const { response } = responded(await world.authorize({ headers: [...headers, json] }))
  return `${response.status} ${String(JSON.parse(response.body).reason)}`
}

/** The secrets of ours that are no sessions. */
function otherSecrets(world: AccessWorld): Readonly<Record<string, string>> {
  const { kid, pkcs8 } = generateSigningKey()
  const assertion = { issuer: host, audience: host, userId: 'idp/alice', sessionId: randomId(), groups: [] }
  const flow = { flow: randomId(), verifier: newCodeVerifier(), returnPath: '/' }
  return {
    'a service account': newApiToken('sa').reveal(),
    'a join token': newApiToken('join').reveal(),
    'an assertion': signAssertion(loadSigningKey(kid, pkcs8), assertion, world.now),
    'a flow cookie': sealFlowCookie(world.ring, host, flow, world.now),
    'another sealed cookie': sealJson(world.ring, { purpose: '__Host-sallyport_sso', boundTo: [host] }, {}, world.now),
    'a hand-over code': newOneTimeCode().reveal(),
    'a session id': world.signIn().session.id,
  }
}

test('CK-12: no other secret of ours passes as a session cookie', async () => {
  await using world = new AccessWorld()
  world.ringAtBroker = world.ring
  for (const [kind, secret] of Object.entries(otherSecrets(world)))
    expect([kind, await reasonFor(world, ['cookie', `__Host-sallyport=${secret}`])]).toEqual([
      kind,
      '401 cookie-not-ours',
    ])
  expect(world.checks.every(({ sessionId }) => sessionId === '')).toBe(true)
})

test('CK-12: nothing that is sent as a bearer token makes anybody a session', async () => {
  await using world = new AccessWorld()
  const { cookie } = world.signIn()
  const secrets = { ...otherSecrets(world), 'a session cookie': cookie.slice('__Host-sallyport='.length) }
  for (const [kind, secret] of Object.entries(secrets))
    expect([kind, await reasonFor(world, ['authorization', `Bearer ${secret}`])]).toEqual([
      kind,
      expect.stringMatching(/^401 (?:no-session|credential-unknown)$/),
    ])
  expect(world.checks.every(({ sessionId }) => sessionId === '')).toBe(true)
})

test.each([
  '__Host-sallyport_chunks=4294967295',
  '__Host-sallyport_n=4294967295; __Host-sallyport_0=a',
  '__Host-sallyport_0=a; __Host-sallyport_9999=b',
  '__Host-sallyport_1=b',
])('CK-03: a cookie in chunks is no cookie: %s', async (cookies) => {
  await using world = new AccessWorld()
  expect(await reasonFor(world, ['cookie', cookies])).toBe('401 no-session')
})

test('CK-03: neither a good cookie that was cut up nor ten thousand pieces are put together', async () => {
  await using world = new AccessWorld()
  const value = world.signIn().cookie.slice('__Host-sallyport='.length)
  const halves = [value.slice(0, 80), value.slice(80)].map((half, index) => `__Host-sallyport_${index}=${half}`)
  expect(await reasonFor(world, ['cookie', halves.join('; ')])).toBe('401 no-session')
  const pieces = Array.from({ length: 10_000 }, (_, index) => `__Host-sallyport_${index}=a`).join('; ')
  const startedAt = performance.now()
  expect(await reasonFor(world, ['cookie', pieces])).toBe('401 no-session')
  expect(performance.now() - startedAt).toBeLessThan(500)
})

test.each([
  ['gRPC', 'application/grpc', { status: 200, headers: { 'grpc-status': '14' } }],
  ['JSON', 'application/json', { status: 503 }],
])('PM-09: what cannot be decided is passed on for nobody, in the words of %s', async (_, type, expected) => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  world.answer = () => {
    throw new AppError('deadline-exceeded', 'the policy took too long')
  }
  const headers = [
    ['content-type', type],
    ['accept', type],
    ['cookie', alice.cookie],
  ] as const
  expect(responded(await world.authorize({ method: 'POST', headers })).response).toMatchObject(expected)
})
