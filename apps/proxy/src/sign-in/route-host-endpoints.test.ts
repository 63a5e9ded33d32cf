import {
  generateRingKey,
  generateSigningKey,
  KeyRing,
  loadSigningKey,
  newOneTimeCode,
  publicJwk,
  randomId,
} from '@sallyport/tokens'
import { expect, test } from 'vitest'
import { AccessWorld } from '../access/access.fixture.ts'
import { navigation, type Sent } from '../access/browser.fixture.ts'

const script = (cookie?: string): Sent => ({
  headers: [
    ['sec-fetch-mode', 'cors'],
    ['sec-fetch-dest', 'empty'],
    ...(cookie === undefined ? [] : [['cookie', cookie] as const]),
  ],
})

function jwk() {
  const { kid, pkcs8 } = generateSigningKey()
  return publicJwk(loadSigningKey(kid, pkcs8))
}

test('SI-06 SI-08: sign-out on a route host only leads to the confirmation, whatever address it is given', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  for (const method of ['GET', 'POST']) {
    const query = '?redirect_uri=https://evil.test&pomerium_redirect_uri=https://evil.test'
    const response = await world.builtIn({
      method,
      path: '/.sallyport/sign_out',
      query,
      headers: navigation(alice.cookie),
    })
    expect(response).toMatchObject({
      status: 303,
      headers: { location: 'https://authenticate.example.com/.sallyport/sign_out' },
    })
    expect(response?.headers['set-cookie']).toBeUndefined()
  }
})

test('the sign-in page starts a flow for a browser without a session and leads on with one', async () => {
  await using world = new AccessWorld()
  const path = '/.sallyport/sign_in'
  expect(await world.builtIn({ path, headers: navigation() })).toMatchObject({ status: 302 })
  const alice = world.signIn()
  expect(await world.builtIn({ path, headers: navigation(alice.cookie) })).toMatchObject({
    status: 303,
    headers: { location: '/' },
  })
  expect(await world.builtIn({ path, ...script() })).toMatchObject({ status: 401 })
})

test('without a key nobody is sent to sign in: 503', async () => {
  await using world = new AccessWorld()
  world.ring = new KeyRing([{ ...generateRingKey(new Date(0)), retiredAt: new Date(1) }])
  for (const path of ['/.sallyport/sign_in', '/.sallyport/callback']) {
    const query = `?code=${newOneTimeCode().reveal()}&flow=${randomId()}`
    expect(await world.builtIn({ path, query, headers: navigation() })).toMatchObject({ status: 503 })
  }
})

test('CK-11: a script learns whether it is signed in and until when, and nothing else', async () => {
  await using world = new AccessWorld()
  const path = '/.sallyport/user'
  const alice = world.signIn()
  expect(await world.builtIn({ path, headers: navigation(alice.cookie) })).toMatchObject({
    status: 303,
    headers: { location: 'https://authenticate.example.com/.sallyport/user' },
  })
  const response = await world.builtIn({ path, ...script(alice.cookie) })
  expect(response?.headers['cross-origin-resource-policy']).toBe('same-origin')
  expect(JSON.parse(response?.body ?? '')).toEqual({
    user_id: alice.session.userId,
    signed_in_at: alice.session.issuedAt.toISOString(),
    expires_at: alice.session.expiresAt.toISOString(),
  })
  expect(await world.builtIn({ path, ...script() })).toMatchObject({ status: 401 })
})

test.each([
  ['a script of a host beside it', 'same-site', 'empty'],
  ['a script of another site', 'cross-site', 'empty'],
  ['a frame', 'cross-site', 'iframe'],
  ['an element', 'same-site', 'script'],
])('CK-11: %s learns nothing, although the cookie comes along', async (_, site, destination) => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  const headers = [
    ['sec-fetch-site', site],
    ['sec-fetch-mode', destination === 'iframe' ? 'navigate' : 'no-cors'],
    ['sec-fetch-dest', destination],
    ['cookie', alice.cookie],
  ] as const
  const response = await world.builtIn({ path: '/.sallyport/user', headers })
  expect(response?.status).toBe(403)
  expect(response?.body).not.toContain(alice.session.userId)
})

test('the keys of every authorize are published as one set, and what cannot be read is left out', async () => {
  await using world = new AccessWorld()
  const [one, two] = [jwk(), jwk()]
  world.put('jwks', 'authorize-0', { keys: [one] })
  world.put('jwks', 'authorize-1', { keys: [two] })
  world.put('jwks', 'authorize-2', { keys: [{ kty: 'oct', k: 'AAAA' }] })
  const response = await world.builtIn({ path: '/.well-known/sallyport/jwks.json' })
  expect(response?.headers['cache-control']).toBe('public, max-age=300')
  const { keys } = JSON.parse(response?.body ?? '')
  expect(keys.map(({ kid }: { kid: string }) => kid)).toEqual([one.kid, two.kid].sort())
})

test('what there is can be found by its address', async () => {
  await using world = new AccessWorld()
  const response = await world.builtIn({ path: '/.well-known/sallyport' })
  expect(JSON.parse(response?.body ?? '')).toMatchObject({
    jwks_uri: 'https://app.example.com/.well-known/sallyport/jwks.json',
  })
})

test.each(['/.sallyport', '/.sallyport/', '/.sallyport/nothing', '/.pomerium/sign_in', '/.well-known/sallyport/x'])(
  '%s is not there',
  async (path) => {
    await using world = new AccessWorld()
    expect(await world.builtIn({ path })).toBeUndefined()
  },
)

test('a callback is redeemed by GET alone, so that a look ahead uses nothing up', async () => {
  await using world = new AccessWorld()
  for (const method of ['HEAD', 'POST'])
    expect(await world.builtIn({ method, path: '/.sallyport/callback' })).toMatchObject({
      status: 405,
      headers: { allow: 'GET' },
    })
})

test('keys of an authorize that is gone are no longer published, and a key that two have is published once', async () => {
  await using world = new AccessWorld()
  const [gone, kept] = [jwk(), jwk()]
  world.put('jwks', 'authorize-0', { keys: [gone] }, new Date(world.now.getTime() + 60_000))
  world.put('jwks', 'authorize-1', { keys: [kept] })
  world.put('jwks', 'authorize-2', { keys: [kept] })
  world.nowMs += 60_000
  const response = await world.builtIn({ path: '/.well-known/sallyport/jwks.json' })
  expect(JSON.parse(response?.body ?? '')).toMatchObject({ keys: [{ kid: kept.kid }] })
})

test('who is signed in is not told by what may be out of date, nor is anybody sent to sign in by it', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  world.stalenessMs = 300_001
  expect(await world.builtIn({ path: '/.sallyport/user', ...script(alice.cookie) })).toMatchObject({ status: 503 })
  expect(await world.builtIn({ path: '/.sallyport/sign_in', headers: navigation() })).toMatchObject({ status: 503 })
})
