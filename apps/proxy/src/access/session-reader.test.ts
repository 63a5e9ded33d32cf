import { generateRingKey, KeyRing, newHandleSecret } from '@sallyport/tokens'
import { expect, test } from 'vitest'
import { AccessWorld, epoch, forwarded, responded, type SignedIn, withBitFlipped } from './access.fixture.ts'

const as = ({ cookie }: Pick<SignedIn, 'cookie'>) => ({ headers: [['cookie', cookie]] }) as const
const valueOf = ({ cookie }: SignedIn): string => cookie.slice(cookie.indexOf('=') + 1)

async function reasonOf(world: AccessWorld, cookie: string): Promise<string> {
  const { response } = responded(
    await world.authorize({
      headers: [
        ['cookie', cookie],
        ['accept', 'application/json'],
      ],
    }),
  )
  return `${response.status} ${String(JSON.parse(response.body).reason)}`
}

test('a session passes in the turn in which it is asked about, once it was decided', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  expect(forwarded(await world.authorize(as(alice)))).toMatchObject({
    userId: alice.session.userId,
    sessionId: alice.session.id,
    userEmail: 'alice@example.com',
  })
  expect(world.authorizeAtOnce(as(alice))).toMatchObject({ outcome: 'forward' })
  expect(world.checks).toHaveLength(1)
})

test('CK-01: a cookie with any bit turned over, cut short or made longer is not ours', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  const value = valueOf(alice)
  const length = Buffer.from(value, 'base64url').length
  const flipped = Array.from({ length }, (_, byte) => withBitFlipped(value, byte))
  const cut = Array.from({ length: value.length - 1 }, (_, end) => value.slice(0, end + 1))
  for (const forged of [...flipped, ...cut, `${value}A`, `${value}AAAA`, `${value}=`])
    expect(await reasonOf(world, `__Host-sallyport=${forged}`)).toMatch(
      /^(?:401 cookie-not-ours|503 cookie-keys-unknown)$/,
    )
})

test('CK-01: a cookie is good on its own host alone, also after it was opened there', async () => {
  await using world = new AccessWorld()
  world.setRoute({ from: 'https://other.example.com' }, 'other')
  const alice = world.signIn()
  const onOther = { ...as(alice), authority: 'other.example.com' }
  expect(responded(await world.authorize(onOther)).response.status).toBe(401)
  forwarded(await world.authorize(as(alice)))
  expect(responded(await world.authorize(onOther)).response.status).toBe(401)
})

test('CK-01: a cookie of another deployment is not ours, and one kid that nobody has is asked about once in a while', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  const ours = world.ring
  world.ring = new KeyRing([generateRingKey(new Date(0))])
  const theirs = world.cookie(alice.session.id, alice.secret, 1n)
  world.ring = ours
  expect(await reasonOf(world, theirs)).toBe('503 cookie-keys-unknown')
  world.ringAtBroker = ours
  expect(await reasonOf(world, theirs)).toBe('401 cookie-not-ours')
})

test('a cookie sealed with a key that came meanwhile opens after the ring was asked for', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  const old = world.ring
  const rotated = new KeyRing([generateRingKey(new Date(0))])
  world.ring = rotated
  const cookie = world.cookie(alice.session.id, alice.secret, alice.record.version)
  world.ring = old
  world.ringAtBroker = rotated
  forwarded(await world.authorize(as({ cookie })))
})

test('a cookie that was opened with a key opens no longer without it', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  forwarded(await world.authorize(as(alice)))
  world.ringAtBroker = new KeyRing([generateRingKey(new Date(0))])
  world.ring = world.ringAtBroker
  world.ringGeneration += 1
  expect(await reasonOf(world, alice.cookie)).toBe('401 cookie-not-ours')
})

test('a cookie whose secret is not that of the session does not pass, whoever could seal it', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  const forged = world.cookie(alice.session.id, newHandleSecret(), alice.record.version)
  expect(await reasonOf(world, forged)).toBe('401 cookie-forged')
  expect(await reasonOf(world, forged)).toBe('401 cookie-forged')
  forwarded(await world.authorize(as(alice)))
})

test('a session record that changes its handle ends the cookies of the old one', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  forwarded(await world.authorize(as(alice)))
  const stranger = world.signIn()
  world.put('session', alice.session.id, stranger.record.data, alice.session.expiresAt)
  expect(await reasonOf(world, alice.cookie)).toBe('401 cookie-forged')
})

test('CK-02: two session cookies are refused, whichever of them is good', async () => {
  await using world = new AccessWorld()
  const [alice, bob] = [world.signIn(), world.signIn()]
  for (const cookies of [`${alice.cookie}; ${bob.cookie}`, `${alice.cookie}; __Host-sallyport=x`]) {
    const { response } = responded(await world.authorize({ headers: [['cookie', cookies]] }))
    expect(response.status).toBe(400)
  }
  const inTwoLines = [
    ['cookie', alice.cookie],
    ['cookie', bob.cookie],
  ] as const
  expect(responded(await world.authorize({ headers: inTwoLines })).reasons).toMatchObject([
    { code: 'two-session-cookies' },
  ])
  expect(world.checks).toEqual([])
})

test('CK-06: a session cookie beside a bearer credential of ours is refused', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  const both = [
    ['cookie', alice.cookie],
    ['authorization', 'Bearer sp_sa_abc'],
  ] as const
  expect(responded(await world.authorize({ headers: both })).response.status).toBe(400)
  const hidden = [...as(alice).headers, ['authorization', 'Basic eDp5'], ['Authorization', 'bearer sp_sa_abc']] as const
  expect(responded(await world.authorize({ headers: hidden })).response.status).toBe(400)
  forwarded(await world.authorize({ headers: [...as(alice).headers, ['authorization', 'Bearer the-upstreams-own']] }))
})

test('the session of a deleted record is gone, without asking the primary', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  world.remove('session', alice.session.id)
  expect(await reasonOf(world, alice.cookie)).toBe('401 session-ended')
  expect(world.primaryReads).toBe(0)
})

test('a session that has expired is gone before the sweeper comes by', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn({ lifetimeMs: 60_000 })
  forwarded(await world.authorize(as(alice))).connection.end()
  world.nowMs += 60_000
  expect(await reasonOf(world, alice.cookie)).toBe('401 session-expired')
})

test('a mirror that is behind the cookie is waited for', async () => {
  await using world = new AccessWorld()
  const alice = world.signInAhead()
  const verdict = world.authorize(as(alice))
  world.catchUp()
  forwarded(await verdict)
  expect(world.primaryReads).toBe(0)
})

test('a mirror that stays behind is passed by: the primary tells', async () => {
  await using world = new AccessWorld()
  const alice = world.signInAhead()
  world.answer = (request) => world.checkResponse(request)
  forwarded(await world.authorize(as(alice)))
  expect(world.primaryReads).toBe(1)
})

test('what neither mirror nor primary can tell is unknown: 503, and the session is kept', async () => {
  await using world = new AccessWorld()
  const alice = world.signInAhead()
  world.primary = undefined
  const { response } = responded(await world.authorize(as(alice)))
  expect(response).toMatchObject({ status: 503, headers: { 'retry-after': '2' } })
  expect(response.headers['set-cookie']).toBeUndefined()
})

test('a cookie from an epoch that has ended is told by the primary at once, and its end is remembered', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  world.mirror.checkpoint({ epoch: 'next', version: world.version, storeId: 'store', cursor: new Uint8Array() })
  const cookie = world.cookie('AAAAAAAAAAAAAAAAAAAAAA', alice.secret, world.version + 5n, undefined, epoch)
  expect(await reasonOf(world, cookie)).toBe('401 session-ended')
  expect(await reasonOf(world, cookie)).toBe('401 session-ended')
  expect(world.primaryReads).toBe(1)
})

test('a session record that cannot be read is unknown, not gone', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  world.put('session', alice.session.id, { user_id: 7 }, alice.session.expiresAt)
  expect(await reasonOf(world, alice.cookie)).toBe('503 session-unknown')
})
