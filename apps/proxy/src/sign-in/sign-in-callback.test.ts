import { AppError } from '@sallyport/kernel'
import { generateRingKey, KeyRing, newOneTimeCode } from '@sallyport/tokens'
import { describe, expect, test } from 'vitest'
import { AccessWorld, epoch, forwarded, responded } from '../access/access.fixture.ts'
import { CookieJar, host, navigation, type Sent } from '../access/browser.fixture.ts'

/** A browser with its cookies. */
class Browser {
  readonly world: AccessWorld
  readonly jar = new CookieJar()

  constructor(world: AccessWorld) {
    this.world = world
  }

  /** Opens a page and is sent to sign in; returns the flow. */
  async begin(sent: Sent = {}): Promise<string> {
    const { response } = responded(await this.world.authorize({ ...sent, headers: navigation(...this.jar.pairs) }))
    this.jar.take(response.headers)
    return new URL(String(response.headers['location'])).searchParams.get('flow') ?? ''
  }

  async callback(flow: string, code = newOneTimeCode().reveal(), sent: Sent = {}) {
    const query = `?${new URLSearchParams({ code, flow }).toString()}`
    return this.ask({ path: '/.sallyport/callback', query, ...sent })
  }

  async ask(sent: Sent) {
    const response = await this.world.builtIn({ headers: navigation(...this.jar.pairs), ...sent })
    if (response === undefined) throw new Error('no such path')
    this.jar.take(response.headers)
    return response
  }
}

/** authenticate hands over a session that the store has. */
function redeemsTo(world: AccessWorld) {
  const alice = world.signIn()
  world.redeem = () => ({
    redeemed: true,
    sessionId: alice.session.id,
    handleSecret: Buffer.from(alice.secret.reveal()),
    recordVersion: alice.record.version.toString(),
    epoch,
  })
  return alice
}

test('the browser that began comes back with a session, to where it wanted to go', async () => {
  await using world = new AccessWorld()
  const alice = redeemsTo(world)
  const browser = new Browser(world)
  const flow = await browser.begin({ path: '/deep', query: '?a=b' })
  const code = newOneTimeCode().reveal()
  const response = await browser.callback(flow, code)
  expect(response).toMatchObject({ status: 303, headers: { location: '/deep?a=b', 'cache-control': 'no-store' } })
  expect(world.redemptions).toMatchObject([{ code, host, flow }])
  expect(response.headers['set-cookie']).toContainEqual(
    expect.stringMatching(/^__Host-sallyport=[\w-]{1,180}; Path=\/; Secure; HttpOnly; SameSite=Lax$/),
  )
  expect(browser.jar.names.filter((name) => name.includes('_flow_'))).toEqual([])
  const verdict = await world.authorize({ headers: navigation(...browser.jar.pairs) })
  expect(forwarded(verdict).sessionId).toBe(alice.session.id)
})

test('U04: every tab that began finishes, in any order', async () => {
  await using world = new AccessWorld()
  redeemsTo(world)
  const browser = new Browser(world)
  const flows = [
    await browser.begin({ path: '/1' }),
    await browser.begin({ path: '/2' }),
    await browser.begin({ path: '/3' }),
  ]
  const locations: unknown[] = []
  for (const flow of flows.toReversed()) locations.push((await browser.callback(flow)).headers['location'])
  expect(locations).toEqual(['/3', '/2', '/1'])
})

test('a route that has vanished meanwhile leads to the root', async () => {
  await using world = new AccessWorld()
  world.setRoute({ prefix: '/app' })
  redeemsTo(world)
  const browser = new Browser(world)
  const flow = await browser.begin({ path: '/app/x' })
  world.setRoute({ prefix: '/other' })
  expect((await browser.callback(flow)).headers['location']).toBe('/')
})

describe('SI-11: a callback of a flow that this browser did not begin', () => {
  test('is not redeemed: the browser begins again, once, and then is told', async () => {
    await using world = new AccessWorld()
    redeemsTo(world)
    const [attacker, victim] = [new Browser(world), new Browser(world)]
    const flow = await attacker.begin()
    const again = await victim.callback(flow)
    expect(again.status).toBe(302)
    expect(new URL(String(again.headers['location'])).searchParams.get('flow')).not.toBe(flow)
    expect(await victim.callback(flow)).toMatchObject({
      status: 400,
      body: expect.stringContaining('Please start again'),
    })
    expect(world.redemptions).toEqual([])
    expect(victim.jar.get('__Host-sallyport')).toBeUndefined()
  })

  test('does not touch the session that the browser has', async () => {
    await using world = new AccessWorld()
    redeemsTo(world)
    const [attacker, victim] = [new Browser(world), new Browser(world)]
    const flow = await attacker.begin()
    const mine = world.signIn()
    victim.jar.set('__Host-sallyport', mine.cookie.slice('__Host-sallyport='.length))
    expect(await victim.callback(flow)).toMatchObject({ status: 303, headers: { location: '/' } })
    expect(victim.jar.pairs).toEqual([mine.cookie])
    expect(world.redemptions).toEqual([])
  })

  test('is not taken for one that begins like it', async () => {
    await using world = new AccessWorld()
    redeemsTo(world)
    const victim = new Browser(world)
    const own = await victim.begin()
    const similar = `${own.slice(0, 8)}AAAAAAAAAAAAAA`
    expect((await victim.callback(similar)).status).toBe(302)
    expect(world.redemptions).toEqual([])
  })

  test('cannot be finished with the flow cookie of another flow of this browser', async () => {
    await using world = new AccessWorld()
    redeemsTo(world)
    const [attacker, victim] = [new Browser(world), new Browser(world)]
    const theirs = await attacker.begin()
    const own = await victim.begin()
    const cookie = victim.jar.get(`__Host-sallyport_flow_${own.slice(0, 8)}`) ?? ''
    victim.jar.set(`__Host-sallyport_flow_${theirs.slice(0, 8)}`, cookie)
    expect((await victim.callback(theirs)).status).toBe(302)
    expect(world.redemptions).toEqual([])
  })
})

test('SI-12: a session cookie that was planted before is replaced by the new session', async () => {
  await using world = new AccessWorld()
  const planted = world.signIn()
  const browser = new Browser(world)
  const flow = await browser.begin()
  const alice = redeemsTo(world)
  browser.jar.set('__Host-sallyport', planted.cookie.slice('__Host-sallyport='.length))
  await browser.callback(flow)
  const verdict = await world.authorize({ headers: navigation(...browser.jar.pairs) })
  expect(forwarded(verdict).sessionId).toBe(alice.session.id)
})

test.each(['?code=x', '?flow=x', '', '?code=x&flow=y'])('SI-07: %j is no callback', async (query) => {
  await using world = new AccessWorld()
  expect(await new Browser(world).ask({ path: '/.sallyport/callback', query })).toMatchObject({ status: 400 })
})

test('SI-07: parameters that come twice, however alike, are refused before anything is redeemed', async () => {
  await using world = new AccessWorld()
  redeemsTo(world)
  const browser = new Browser(world)
  const flow = await browser.begin()
  const code = newOneTimeCode().reveal()
  for (const query of [`?code=${code}&flow=${flow}&code=${code}`, `?flow=${flow}&code=${code}&flow=${flow}`])
    expect((await browser.ask({ path: '/.sallyport/callback', query })).status).toBe(400)
  expect(world.redemptions).toEqual([])
})

test('a code that was used already begins again once, with the same place to go to', async () => {
  await using world = new AccessWorld()
  const browser = new Browser(world)
  const flow = await browser.begin({ path: '/deep' })
  const again = await browser.callback(flow)
  expect(again.status).toBe(302)
  const second = new URL(String(again.headers['location'])).searchParams.get('flow') ?? ''
  redeemsTo(world)
  expect((await browser.callback(second)).headers['location']).toBe('/deep')
})

test('Back to a callback that is over leads on, because the session is there', async () => {
  await using world = new AccessWorld()
  redeemsTo(world)
  const browser = new Browser(world)
  const flow = await browser.begin({ path: '/deep' })
  const code = newOneTimeCode().reveal()
  await browser.callback(flow, code)
  expect(await browser.callback(flow, code)).toMatchObject({ status: 303, headers: { location: '/' } })
  expect(world.redemptions).toHaveLength(1)
})

test('a flow that took too long begins again', async () => {
  await using world = new AccessWorld()
  redeemsTo(world)
  const browser = new Browser(world)
  const flow = await browser.begin()
  world.nowMs += 600_000
  expect((await browser.callback(flow)).status).toBe(302)
  expect(world.redemptions).toEqual([])
})

test('an authenticate that does not answer leaves everything to be tried again', async () => {
  await using world = new AccessWorld()
  world.redeem = () => {
    throw new AppError('unavailable', 'no authenticate')
  }
  const browser = new Browser(world)
  const flow = await browser.begin()
  const before = browser.jar.names
  const response = await browser.callback(flow)
  expect(response).toMatchObject({ status: 503, headers: { 'retry-after': '2' } })
  expect(browser.jar.names).toEqual(before)
  redeemsTo(world)
  expect((await browser.callback(flow)).status).toBe(303)
})

test('a session that cannot be found out is waited for, not signed in anew', async () => {
  await using world = new AccessWorld()
  const browser = new Browser(world)
  const ahead = world.signInAhead()
  world.primary = undefined
  browser.jar.set('__Host-sallyport', ahead.cookie.slice('__Host-sallyport='.length))
  expect((await browser.callback('AAAAAAAAAAAAAAAAAAAAAA')).status).toBe(503)
})

test('a browser that drops every cookie is not sent round for ever', async () => {
  await using world = new AccessWorld()
  const statuses: number[] = []
  for (let times = 0; times < 6; times++)
    statuses.push((await new Browser(world).callback('AAAAAAAAAAAAAAAAAAAAAA')).status)
  expect(statuses).toEqual([302, 302, 302, 302, 429, 429])
  const elsewhere = await new Browser(world).callback('AAAAAAAAAAAAAAAAAAAAAA', undefined, {
    clientAddress: '198.51.100.9',
  })
  expect(elsewhere.status).toBe(302)
  world.nowMs += 30_001
  expect((await new Browser(world).callback('AAAAAAAAAAAAAAAAAAAAAA')).status).toBe(302)
})

/** What a browser is answered that was signed in four times within seconds and never kept it. */
async function looped(world: AccessWorld, spoil: (jar: CookieJar) => void) {
  const browser = new Browser(world)
  for (let times = 0; times < 4; times++) {
    expect((await browser.callback(await browser.begin())).status).toBe(303)
    spoil(browser.jar)
  }
  return browser
}

test.each<[string, (jar: CookieJar, ended: string) => void]>([
  ['does not send back the cookie', (jar) => jar.delete('__Host-sallyport')],
  ['cannot be read here', (jar) => jar.set('__Host-sallyport', 'garbled')],
  ['Your session ends as soon as it has begun', (jar, ended) => jar.set('__Host-sallyport', ended)],
])('U03: a sign-in that never holds ends on a page that names the cause: %s', async (cause, spoil) => {
  await using world = new AccessWorld()
  const ended = world.signIn()
  world.remove('session', ended.session.id)
  redeemsTo(world)
  const browser = await looped(world, (jar) => spoil(jar, ended.cookie.slice('__Host-sallyport='.length)))
  const headers = navigation(...browser.jar.pairs)
  expect(responded(await world.authorize({ headers })).response).toMatchObject({
    status: 429,
    body: expect.stringContaining(cause),
  })
  world.nowMs += 30_000
  expect(responded(await world.authorize({ headers })).response.status).toBe(302)
})

test('U24: the first request after the sign-in passes although the mirror has not seen the session yet', async () => {
  await using world = new AccessWorld()
  const ahead = world.signInAhead()
  world.redeem = () => ({
    ...{ redeemed: true, sessionId: ahead.session.id, handleSecret: Buffer.from(ahead.secret.reveal()), epoch },
    recordVersion: ahead.record.version.toString(),
  })
  const browser = new Browser(world)
  await browser.callback(await browser.begin())
  const verdict = world.authorize({ headers: navigation(...browser.jar.pairs) })
  world.catchUp()
  expect(forwarded(await verdict).sessionId).toBe(ahead.session.id)
})

test.each<[string, Sent]>([
  [
    'a script',
    {
      headers: [
        ['sec-fetch-mode', 'cors'],
        ['sec-fetch-dest', 'empty'],
      ],
    },
  ],
  [
    'a frame',
    {
      headers: [
        ['sec-fetch-mode', 'navigate'],
        ['sec-fetch-dest', 'iframe'],
      ],
    },
  ],
  ['a prefetch', { headers: [...navigation(), ['sec-purpose', 'prefetch']] }],
])('U05: %s that asks for a callback of no flow is not sent to sign in', async (_, sent) => {
  await using world = new AccessWorld()
  const response = await new Browser(world).callback('AAAAAAAAAAAAAAAAAAAAAA', undefined, sent)
  expect(response.status).toBe(401)
  expect(response.headers['location']).toBeUndefined()
  expect(response.headers['set-cookie']).toBeUndefined()
})

test('two session cookies at a callback of no flow are refused, not signed in anew', async () => {
  await using world = new AccessWorld()
  const [mine, planted] = [world.signIn(), world.signIn()]
  const headers = navigation(mine.cookie, planted.cookie)
  expect((await new Browser(world).callback('AAAAAAAAAAAAAAAAAAAAAA', undefined, { headers })).status).toBe(400)
})

test('a flow whose key cannot be fetched is waited for, not begun again', async () => {
  await using world = new AccessWorld()
  redeemsTo(world)
  const browser = new Browser(world)
  const flow = await browser.begin({ path: '/deep' })
  const [known, other] = [world.ring, new KeyRing([generateRingKey(new Date(0))])]
  world.ring = other
  expect((await browser.callback(flow)).status).toBe(503)
  expect(world.redemptions).toEqual([])
  world.ringAtBroker = known
  expect((await browser.callback(flow)).headers['location']).toBe('/deep')
})
