import { generateRingKey, KeyRing, openFlowCookie } from '@sallyport/tokens'
import { expect, test } from 'vitest'
import { AccessWorld, responded } from '../access/access.fixture.ts'
import { CookieJar, edgeRequest, host, navigation, type Sent } from '../access/browser.fixture.ts'
import { returnPathOf } from './start-sign-in.ts'

/** What a browser with these cookies is answered. */
async function visit(world: AccessWorld, jar: CookieJar, sent: Sent = {}) {
  const { response } = responded(await world.authorize({ ...sent, headers: navigation(...jar.pairs) }))
  jar.take(response.headers)
  const location = response.headers['location']
  return { response, location: typeof location === 'string' ? new URL(location) : undefined }
}

function returnPathIn(world: AccessWorld, jar: CookieJar): string | undefined {
  const name = jar.names.find((each) => each.startsWith('__Host-sallyport_flow_')) ?? ''
  const opened = openFlowCookie(world.ring, host, { name, value: jar.get(name) ?? '', now: world.now })
  return opened.outcome === 'opened' ? opened.value.returnPath : undefined
}

test('a page that is opened without a session leads to sign-in, and no address travels in an address', async () => {
  await using world = new AccessWorld()
  const jar = new CookieJar()
  const { response, location } = await visit(world, jar, { path: '/secret/place', query: '?q=1' })
  expect(response).toMatchObject({
    status: 302,
    headers: { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  })
  expect(location?.origin).toBe('https://authenticate.example.com')
  expect(location?.pathname).toBe('/.sallyport/sign_in')
  expect([...(location?.searchParams.keys() ?? [])]).toEqual(['host', 'flow', 'challenge'])
  expect(location?.searchParams.get('host')).toBe(host)
  expect(location?.href).not.toContain('secret')
  expect(returnPathIn(world, jar)).toBe('/secret/place?q=1')
  expect(response.headers['set-cookie']).toEqual(
    expect.arrayContaining([
      expect.stringMatching(
        /^__Host-sallyport_flow_[\w-]{8}=[\w-]+; Path=\/; Max-Age=600; Secure; HttpOnly; SameSite=Lax$/,
      ),
    ]),
  )
})

const elsewhere = [
  ...[
    '//evil.test',
    '///evil.test',
    '/\\evil.test',
    '/\\/evil.test',
    '/\t/evil.test',
    '/\n\\evil.test',
    '/\v/evil.test',
  ],
  ...['/ /evil.test', '/./\\evil.test', '/./../../\\evil.test', 'https://evil.test#app.example.com'],
  ...['https://app.example.com@evil.test/', 'https://evil.test?app.example.com', 'https://app.example.com.evil.test'],
  ...['http://app.example.com/', 'https://app.example.com:8443/', 'javascript:alert(1)', 'data:text/html,x'],
  ...['http:example.com@0xd83ad6ce', '\u3035evil.test'],
]

test.each(elsewhere)('SI-01 SI-02 SI-03 SI-04: %j is nowhere to come back to', (path) => {
  expect(returnPathOf(edgeRequest({ path }))).toBe('/')
})

test.each(elsewhere)('SI-01 SI-02 SI-03 SI-04: asking to come back to %j changes nothing', async (target) => {
  await using world = new AccessWorld()
  const jar = new CookieJar()
  const query = `?${new URLSearchParams({ redirect: target, rd: target, pomerium_redirect_uri: target }).toString()}`
  const response = await world.builtIn({ path: '/.sallyport/sign_in', query, headers: navigation() })
  jar.take(response?.headers)
  expect(new URL(String(response?.headers['location'])).origin).toBe('https://authenticate.example.com')
  expect(returnPathIn(world, jar)).toBe('/')
})

test('SI-10: a query that no cookie can hold is left behind, the path is kept', async () => {
  await using world = new AccessWorld()
  const jar = new CookieJar()
  await visit(world, jar, { path: '/long', query: `?${'x'.repeat(20_000)}` })
  expect(returnPathIn(world, jar)).toBe('/long')
  expect(jar.pairs.join('; ').length).toBeLessThan(1_000)
})

test('several tabs have a flow each, five at most, and the oldest goes first', async () => {
  await using world = new AccessWorld()
  const jar = new CookieJar()
  const flows: string[] = []
  for (let tab = 0; tab < 7; tab++) {
    world.nowMs += 10_000
    const { location } = await visit(world, jar)
    flows.push(`__Host-sallyport_flow_${location?.searchParams.get('flow')?.slice(0, 8) ?? ''}`)
  }
  expect(jar.names.filter((name) => name.includes('_flow_')).sort()).toEqual(flows.slice(2).sort())
})

test('U04: many tabs that are sent to sign in at once are no loop', async () => {
  await using world = new AccessWorld()
  const jar = new CookieJar()
  for (let tab = 0; tab < 10; tab++) expect((await visit(world, jar)).response.status).toBe(302)
})

test.each<[string, Sent, number, RegExp]>([
  [
    'a script',
    {
      headers: [
        ['sec-fetch-mode', 'cors'],
        ['sec-fetch-dest', 'empty'],
      ],
    },
    401,
    /"sign_in_url":"https:\/\/app\.example\.com\/\.sallyport\/sign_in"/,
  ],
  [
    'a frame',
    {
      headers: [
        ['sec-fetch-mode', 'navigate'],
        ['sec-fetch-dest', 'iframe'],
      ],
    },
    401,
    /sign_in/,
  ],
  [
    'a form',
    { method: 'POST', headers: navigation() },
    401,
    /href="https:\/\/app\.example\.com\/\.sallyport\/sign_in"/,
  ],
  ['a prefetch', { headers: [...navigation(), ['sec-purpose', 'prefetch;prerender']] }, 401, /sign_in/],
  ['a program', { headers: [['accept', '*/*']] }, 401, /sign in: https/],
  ['kubectl', { headers: [['user-agent', 'kubectl/v1.31.0']] }, 401, /"kind":"Status"/],
  ['gRPC', { method: 'POST', headers: [['content-type', 'application/grpc']] }, 200, /^$/],
  ['a WebSocket', { isUpgrade: true, headers: [['accept', 'text/html']] }, 401, /sign_in/],
])('U05: %s is never redirected to sign in', async (_, sent, status, body) => {
  await using world = new AccessWorld()
  const { response } = responded(await world.authorize(sent))
  expect(response.status).toBe(status)
  expect(response.body).toMatch(body)
  expect(response.headers['location']).toBeUndefined()
  expect(response.headers['set-cookie']).toBeUndefined()
})

test('U05: the script of an allowed origin may read why, no other', async () => {
  await using world = new AccessWorld()
  world.setRoute({ allowed_origins: ['https://spa.example.com'] })
  const answer = async (origin: string) =>
    responded(
      await world.authorize({
        headers: [
          ['origin', origin],
          ['sec-fetch-mode', 'cors'],
        ],
      }),
    ).response.headers['access-control-allow-origin']
  expect(await answer('https://spa.example.com')).toBe('https://spa.example.com')
  expect(await answer('https://evil.test')).toBeUndefined()
})

test('without a key there is no sign-in and no error of ours: 503', async () => {
  await using world = new AccessWorld()
  world.ring = new KeyRing([{ ...generateRingKey(new Date(0)), retiredAt: new Date(1) }])
  const { response } = responded(await world.authorize({ headers: navigation() }))
  expect(response.status).toBe(503)
})

test('a denial says who, by which rule and what next, in the shape of its reader', async () => {
  await using world = new AccessWorld()
  const alice = world.signIn()
  const reasons = [{ code: 'email-unauthorized', rule: 'policy/allow[0]/and[1] email' }]
  world.answer = (request) => world.checkResponse(request, { outcome: 'OUTCOME_DENY', reasons })
  const page = responded(await world.authorize({ headers: navigation(alice.cookie) }))
  expect(page).toMatchObject({ response: { status: 403 }, userEmail: 'alice@example.com', reasons })
  for (const told of [
    'alice@example.com',
    'policy/allow[0]/and[1] email',
    'email-unauthorized',
    '/.sallyport/sign_out',
  ])
    expect(page.response.body).toContain(told)
  const program = responded(
    await world.authorize({
      headers: [
        ['cookie', alice.cookie],
        ['accept', 'application/json'],
      ],
    }),
  )
  expect(JSON.parse(program.response.body)).toMatchObject({ error: 'permission-denied', reason: 'email-unauthorized' })
})

test('a cookie that is only named like a flow does not stand in the way of signing in', async () => {
  await using world = new AccessWorld()
  const planted = ["__Host-sallyport_flow_it's=x", '__Host-sallyport_flow_a!b=x', '__Host-sallyport_flow_=x']
  const { response } = responded(await world.authorize({ headers: navigation(...planted) }))
  expect(response.status).toBe(302)
})
