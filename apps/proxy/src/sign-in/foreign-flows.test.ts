import { generateRingKey, KeyRing, newCodeVerifier, newOneTimeCode, randomId, sealFlowCookie } from '@sallyport/tokens'
import { expect, test } from 'vitest'
import { AccessWorld, epoch, responded } from '../access/access.fixture.ts'
import { CookieJar, host, navigation } from '../access/browser.fixture.ts'

test.each<[string, (world: AccessWorld, flow: string) => string]>([
  ['of another host', ({ ring, now }, flow) => sealFlowCookie(ring, 'other.example.com', flowOf(flow), now)],
  ['of another deployment', ({ now }, flow) => sealFlowCookie(otherRing, host, flowOf(flow), now)],
  [
    'of a flow that is too old',
    ({ ring, now }, flow) => sealFlowCookie(ring, host, flowOf(flow), tenMinutesBefore(now)),
  ],
  ['of another flow', ({ ring, now }) => sealFlowCookie(ring, host, flowOf(randomId()), now)],
])('SI-07: a callback with the flow cookie %s redeems nothing and leads nowhere else', async (_, cookieFor) => {
  await using world = new AccessWorld()
  world.ringAtBroker = world.ring
  world.setRoute({ from: 'https://other.example.com' }, 'other')
  const alice = world.signIn()
  world.redeem = () => ({
    ...{ redeemed: true, sessionId: alice.session.id, handleSecret: Buffer.from(alice.secret.reveal()), epoch },
    recordVersion: alice.record.version.toString(),
  })
  const flow = randomId()
  const cookie = `__Host-sallyport_flow_${flow.slice(0, 8)}=${cookieFor(world, flow)}`
  const query = `?${new URLSearchParams({ code: newOneTimeCode().reveal(), flow }).toString()}`
  const answer = await world.builtIn({ path: '/.sallyport/callback', query, headers: navigation(cookie) })
  expect(answer?.status).toBe(302)
  expect(String(answer?.headers['location'])).toMatch(/^https:\/\/authenticate\.example\.com\/\.sallyport\/sign_in\?/)
  expect(new CookieJar().take(answer?.headers).get('__Host-sallyport')).toBeUndefined()
  expect(world.redemptions).toEqual([])
})

test('SI-10: however many tabs with however long addresses, what a browser sends back stays far below the limit', async () => {
  await using world = new AccessWorld()
  const jar = new CookieJar()
  for (let tab = 0; tab < 12; tab++) {
    world.nowMs += 40_000
    const query = `?next=${encodeURIComponent('/?next='.repeat(80))}`
    const { response } = responded(await world.authorize({ query, headers: navigation(...jar.pairs) }))
    expect(response.status).toBe(302)
    jar.take(response.headers)
    for (const pair of jar.pairs) expect(pair.length).toBeLessThan(4_096)
    expect(jar.pairs.join('; ').length).toBeLessThan(16_384)
  }
})

const otherRing = new KeyRing([generateRingKey(new Date(0))])

function flowOf(flow: string) {
  return { flow, verifier: newCodeVerifier(), returnPath: '/deep' }
}

function tenMinutesBefore(now: Date): Date {
  return new Date(now.getTime() - 600_000)
}
