import { openGrant, parseKeyRingFile, randomId } from '@sallyport/tokens'
import { expect, test } from 'vitest'
import type { Browser } from '../testing/browser.ts'
import { authenticateUrl, newRouteFlow, routeHost, startNetwork } from '../testing/network.ts'

const ssoCookie = '__Host-sallyport_sso'

/** Signs in at the provider and stops before the callback is opened. */
async function untilCallback(browser: Browser, start = newRouteFlow().signIn, login = 'alice'): Promise<URL> {
  let answer = await browser.ask(start)
  for (let step = 0; step < 20; step++) {
    const { location } = answer
    if (location?.pathname === '/oauth2/callback') return location
    if (location) {
      answer = await browser.ask(location)
      continue
    }
    const action = /<form[^>]*action="([^"]+)"/.exec(answer.body)?.[1]
    const prompt = /name="prompt" value="([a-z]+)"/.exec(answer.body)?.[1] ?? ''
    answer = await browser.ask(new URL(action ?? '', answer.url), { form: { prompt, login, password: 'any' } })
  }
  throw new Error('no callback came')
}

test('the callback is answered by 303 to where the sign-in goes on, and is worth nothing when it is opened again', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const asked = newRouteFlow()
  const callback = await untilCallback(browser, asked.signIn)
  const flowCookie = [...browser.cookies.keys()][0] ?? ''
  const answer = await browser.ask(callback)
  expect([answer.status, answer.location?.href]).toEqual([303, `${authenticateUrl}${asked.signIn}`])
  expect(answer.setCookies).toContain(`${flowCookie}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax`)
  expect(answer.setCookies.find((line) => line.startsWith(ssoCookie))).toMatch(
    /^__Host-sallyport_sso=[\w-]{100,500}; Path=\/; Max-Age=3600; Secure; HttpOnly; SameSite=Lax$/,
  )
  expect((await browser.ask(callback)).status).toBe(400)
  expect(await network.records('session')).toHaveLength(1)
})

test('user, grant and session are written in this order, and the grant is sealed and ends with the session', async () => {
  await using network = await startNetwork()
  await network.browser().follow('/.sallyport/sign_in')
  const [[user], [grant], [session]] = await Promise.all([
    network.records('user'),
    network.records('grant'),
    network.records('session'),
  ])
  if (user?.deleted !== false || grant?.deleted !== false || session?.deleted !== false) throw new Error('not stored')
  expect(user.version < grant.version && grant.version < session.version).toBe(true)
  expect(grant).toMatchObject({ id: session.id, expiresAt: session.expiresAt })
  expect(grant.data).toMatchObject({ session_id: session.id, user_id: 'corporate/alice', has_refresh_token: true })
  expect(JSON.stringify(session.data)).not.toMatch(/access_token|refresh_token|id_token/)
  expect(session.data['handle_hash']).toMatch(/^[A-Za-z0-9_-]{43}$/)
})

test('CB-01: without the state of a flow that this browser began, nothing is asked of the provider', async () => {
  let aheadMs = 0
  await using network = await startNetwork({ now: () => new Date(Date.now() + aheadMs) })
  const browser = network.browser()
  const callback = await untilCallback(browser)
  const state = callback.searchParams.get('state') ?? ''
  const withState = (other: string): string => callback.href.replace(state, other)
  const exchanges = () => network.provider.requests.filter((line) => line === 'POST /token').length
  const cases: Readonly<Record<string, string>> = {
    missing: callback.href.replace(`state=${state}`, ''),
    empty: withState(''),
    'of nobody': withState(randomId()),
    'that only begins like it': withState(state.slice(0, 8) + randomId().slice(8)),
    twice: `${callback.href}&state=${state}`,
  }
  for (const [name, url] of Object.entries(cases)) {
    const { status, body } = await browser.ask(url)
    expect([name, status]).toEqual([name, 400])
    expect(body).toMatch(/Please start again|parameter came twice/)
  }
  aheadMs = 601_000
  expect((await browser.ask(callback)).status).toBe(400)
  expect(exchanges()).toBe(0)
  aheadMs = 0
  expect((await browser.ask(callback)).status).toBe(303)
})

test('CB-01: the state of another tab of this browser does not fit the code of this one', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const [one, other] = [await untilCallback(browser), await untilCallback(browser)]
  const mixed = one.href.replace(one.searchParams.get('state') ?? '', other.searchParams.get('state') ?? '')
  expect((await browser.ask(mixed)).status).toBe(400)
  expect(await network.records('session')).toEqual([])
})

test('CB-01: a state whose cookie is gone is worth nothing, and neither is one that is sent again with its cookie', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const callback = await untilCallback(browser)
  const [[name = '', value = ''] = []] = browser.cookies
  browser.cookies.clear()
  expect((await browser.ask(callback)).status).toBe(400)
  expect(network.provider.requests).not.toContain('POST /token')
  browser.cookies.set(name, value)
  expect((await browser.ask(callback)).status).toBe(303)
  browser.cookies.set(name, value)
  const again = await browser.ask(callback)
  expect([again.status, again.body]).toEqual([400, expect.stringContaining('Please start again')])
  expect(await network.records('session')).toHaveLength(1)
})

test('SI-11: a callback link of another browser signs nobody in', async () => {
  await using network = await startNetwork()
  const attacker = network.browser()
  const callback = await untilCallback(attacker, newRouteFlow().signIn, 'mallory')
  const victim = network.browser()
  const { status, body, setCookies } = await victim.ask(callback)
  expect([status, setCookies]).toEqual([400, []])
  expect(body).toContain('Please start again')
  expect(await network.records('session')).toEqual([])
})

test('CB-10: the answer of one provider is not taken for that of another', async () => {
  await using network = await startNetwork({ providers: ['corporate', 'partners'] })
  const browser = network.browser()
  const corporate = await untilCallback(browser, `${newRouteFlow().signIn}&provider=corporate`)
  const partners = await untilCallback(browser, `${newRouteFlow().signIn}&provider=partners`)
  const mixed = new URL(corporate)
  mixed.searchParams.set('state', partners.searchParams.get('state') ?? '')
  expect(mixed.searchParams.get('iss')).toBe(network.providers[0]?.config.issuer)
  expect((await browser.ask(mixed)).status).toBe(400)
  expect(network.providers[1]?.requests).not.toContain('POST /token')
  expect(await network.records('session')).toEqual([])
})

test('an answer that comes as a form goes on as a GET and touches no cookie', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const callback = await untilCallback(browser)
  const form = Object.fromEntries(callback.searchParams)
  const crossSite = network.browser()
  const posted = await crossSite.ask('/oauth2/callback', { form, headers: { 'sec-fetch-site': 'cross-site' } })
  expect([posted.status, posted.setCookies]).toEqual([303, []])
  expect(posted.location?.pathname).toBe('/oauth2/callback')
  expect((await browser.follow(posted.location ?? '')).location?.host).toBe(routeHost)
})

test('a form that is too large, or none, is refused', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  expect((await browser.ask('/oauth2/callback', { form: { code: 'x'.repeat(20_000) } })).status).toBe(400)
  const headers = { 'content-type': 'application/json' }
  expect((await browser.ask('/oauth2/callback', { form: { code: 'x' }, headers })).status).toBe(400)
})

test('HEAD does not spend a code', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const callback = await untilCallback(browser)
  const { status, headers } = await browser.ask(callback, { method: 'HEAD' })
  expect([status, headers['allow']]).toEqual([405, 'GET, POST'])
  expect((await browser.ask(callback)).status).toBe(303)
})

test('a person whom the provider refuses is told so and can try again', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const asked = newRouteFlow()
  const start = await browser.ask(asked.signIn)
  const state = start.location?.searchParams.get('state') ?? ''
  const { issuer } = network.provider.config
  const query = new URLSearchParams({ error: 'access_denied', state, iss: issuer }).toString()
  const { status, body, setCookies } = await browser.ask(`/oauth2/callback?${query}`)
  expect(status).toBe(403)
  expect(body).toContain('access-denied-by-provider')
  expect(body).toContain(`href="${asked.signIn.replaceAll('&', '&#38;')}"`)
  expect(setCookies.map((line) => line.split('=')[0])).toEqual([`__Host-sallyport_oidc_${state.slice(0, 8)}`])
})

test('SI-13: markup in what the provider or the request says is shown as text', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const start = await browser.ask(newRouteFlow().signIn)
  const state = start.location?.searchParams.get('state') ?? ''
  const script = '<script>alert(1)</script>'
  const said = { error: 'access_denied', error_description: `${script}"'`, iss: network.provider.config.issuer }
  const refused = await browser.ask(`/oauth2/callback?${new URLSearchParams({ ...said, state }).toString()}`)
  const next = (await browser.ask(newRouteFlow().signIn)).location?.searchParams.get('state') ?? ''
  const odd = { error: `${script}`, error_hint: script, error_uri: 'javascript:alert(1)', iss: said.iss, state: next }
  const oddlyRefused = await browser.ask(`/oauth2/callback?${new URLSearchParams(odd).toString()}`)
  network.provider.claims = () => ({ email: 'a@example.com', name: `${script}"'`, groups: [script] })
  const whoAmI = await browser.follow('/.sallyport/sign_in')
  const unknown = await browser.ask(`/.sallyport/sign_in?host=${encodeURIComponent(script)}`)
  const nowhere = await browser.ask(`/${encodeURI(script)}`)
  expect(refused.body).toContain('&#60;script&#62;alert(1)')
  expect(whoAmI.body).toContain('&#60;script&#62;alert(1)')
  for (const { body, headers } of [refused, oddlyRefused, unknown, nowhere, whoAmI]) {
    expect(body).not.toMatch(/<script|javascript:/)
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/)
  }
})

test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ['CB-06: a string', { email: 'a@example.com', email_verified: 'false' }, { email_verified: false }],
  ['CB-06: a number', { email: 'a@example.com', email_verified: 1 }, { email_verified: false }],
  ['CB-06: null', { email: 'a@example.com', email_verified: null }, { email_verified: false }],
  ['CB-06: absent', { email: 'a@example.com' }, { email_verified: false }],
  ['CB-06: a list', { email: 'a@example.com', email_verified: [true] }, { email_verified: false }],
  ['CB-07: upper case', { email: 'a@EXAMPLE.com', email_verified: true }, { email: 'a@example.com' }],
  ['CB-07: a Cyrillic а', { email: 'а@example.com', email_verified: true }, { email: 'а@example.com' }],
  ['CB-09: empty groups', { groups: ['', 'eng', ''] }, { groups: ['eng'] }],
  ['CB-09: one text for all groups', { groups: 'admins' }, { groups: [] }],
  ['CB-16: a NUL', { name: 'a\0b', groups: ['eng\0'] }, { groups: ['eng\ufffd'] }],
])('%s of the provider is kept as what it is', async (_, claims, kept) => {
  await using network = await startNetwork()
  network.provider.claims = () => claims
  await network.browser().follow('/.sallyport/sign_in')
  const [[session], [user]] = await Promise.all([network.records('session'), network.records('user')])
  expect(session?.data).toMatchObject(kept)
  expect(user?.data).toMatchObject(kept)
})

test.each([
  'attacker@evil.test@example.com',
  'a@example.com\n',
  'a@example.com\u0000',
  '"a@example.com"@evil.test',
  'a@example.com ',
])('CB-07: a provider that vouches for %j vouches for no address', async (email) => {
  await using network = await startNetwork()
  network.provider.claims = () => ({ email, email_verified: true })
  await network.browser().follow('/.sallyport/sign_in')
  const [session] = await network.records('session')
  expect(session?.data['user_id']).toBe('corporate/alice')
  expect(session?.data['email_verified']).toBe(false)
  expect(session?.data).not.toHaveProperty('email')
})

test('CB-09: more groups than can be kept end the sign-in, and none is left out in silence', async () => {
  await using network = await startNetwork()
  network.provider.claims = () => ({ groups: Array.from({ length: 10_000 }, (_, index) => `group-${index}`) })
  const { status, body } = await network.browser().follow('/.sallyport/sign_in')
  expect([status, body]).toEqual([403, expect.stringContaining('claims-too-large')])
  expect(await network.records('session')).toEqual([])
})

test('CB-08: the same address from another provider, or of another subject, is another user', async () => {
  await using network = await startNetwork({ providers: ['corporate', 'partners'] })
  for (const provider of network.providers)
    provider.claims = () => ({ email: 'alice@example.com', email_verified: true })
  await network.browser().follow('/.sallyport/sign_in?provider=corporate', 'alice')
  await network.browser().follow('/.sallyport/sign_in?provider=partners', 'alice')
  await network.browser().follow('/.sallyport/sign_in?provider=corporate', 'alice-the-second')
  const users = (await network.records('user')).map(({ id }) => id).sort()
  expect(users).toEqual(['corporate/alice', 'corporate/alice-the-second', 'partners/alice'])
})

test('DB-08: whoever reads the whole store finds no token of the provider, no code, no handle and no cookie', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const { location } = await browser.follow(newRouteFlow().signIn)
  const [grant] = await network.records('grant')
  if (grant?.deleted !== false) throw new Error('no grant')
  const ring = parseKeyRingFile(network.config.grantKeyRing).derive('grant')
  const opened = openGrant(ring, grant, String(grant.data['sealed']))
  if (opened.outcome !== 'opened') throw new Error('the grant does not open')
  const { accessToken, refreshToken, idToken } = opened.value
  const types = ['session', 'user', 'grant', 'sign_in_code'] as const
  const all = (await Promise.all(types.map((type) => network.records(type)))).flat()
  const dump = JSON.stringify(all, (_, value) => (typeof value === 'bigint' ? `${value}` : value))
  const secrets = [accessToken?.reveal(), refreshToken?.reveal(), idToken?.reveal(), location?.searchParams.get('code')]
  for (const secret of [...secrets, ...browser.cookies.values()]) {
    expect(secret?.length).toBeGreaterThan(20)
    expect(dump).not.toContain(secret)
  }
})

test('every sign-in makes a new session, and the older one of the same browser is deleted with its grant', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  await browser.follow(newRouteFlow().signIn)
  await browser.follow(`${newRouteFlow().signIn}&prompt=login`)
  const sessions = await network.records('session')
  expect(new Set(sessions.map(({ id }) => id)).size).toBe(2)
  expect(sessions.filter(({ deleted }) => deleted)).toMatchObject([{ deleteReason: 'replaced' }])
  const grants = await network.records('grant')
  expect(grants.filter(({ deleted }) => deleted)).toHaveLength(1)
  expect(network.provider.requests).not.toContain('POST /token/revocation')
})

test('a user record is not written again when nothing about the person changed', async () => {
  await using network = await startNetwork()
  await network.browser().follow('/.sallyport/sign_in')
  const [before] = await network.records('user')
  await network.browser().follow('/.sallyport/sign_in')
  const [after] = await network.records('user')
  expect(after?.version).toBe(before?.version)
  network.provider.claims = () => ({ email: 'alice@example.org', email_verified: true })
  await network.browser().follow('/.sallyport/sign_in')
  const [changed] = await network.records('user')
  expect(changed?.data).toMatchObject({ email: 'alice@example.org', groups: [] })
})

test('CK-05: the sessions of a deleted user do not come back with the next sign-in', async () => {
  await using network = await startNetwork()
  const old = network.browser()
  await old.follow('/.sallyport/sign_in')
  const user = { type: 'user', id: 'corporate/alice' } as const
  const cookie = old.cookies.get(ssoCookie) ?? ''
  await network.broker.store.delete({ ...user, reason: 'left the company', writtenBy: 'admin' })
  expect((await old.ask('/.sallyport/user')).status).toBe(401)
  const fresh = network.browser()
  expect((await fresh.follow('/.sallyport/sign_in')).status).toBe(200)
  expect(await network.broker.store.get(user)).toMatchObject({ deleted: false })
  old.cookies.set(ssoCookie, cookie)
  expect((await old.ask('/.sallyport/user')).status).toBe(401)
})

test('a session is good although the clock that ended the earlier ones is ahead of ours', async () => {
  await using network = await startNetwork()
  const first = network.browser()
  await first.follow('/.sallyport/sign_in')
  const user = await network.broker.store.get({ type: 'user', id: 'corporate/alice' })
  if (user?.deleted !== false) throw new Error('no user')
  const { type, id, version } = user
  const ended = { ...user.data, sessions_valid_from: new Date(Date.now() + 2_000).toISOString() }
  const precondition = { mode: 'compare-and-set', expectedVersion: version } as const
  await network.broker.store.put({ type, id, data: ended, precondition, writtenBy: 'admin' })
  expect((await first.ask('/.sallyport/user')).status).toBe(401)
  expect((await network.browser().follow('/.sallyport/sign_in')).status).toBe(200)
})

test('CB-08: a subject of another issuer under the same provider name is somebody else', async () => {
  await using network = await startNetwork()
  const data = {
    provider: 'corporate',
    issuer: 'https://old.example',
    subject: 'alice',
    email_verified: false,
    groups: [],
  }
  const user = { type: 'user', id: 'corporate/alice' } as const
  await network.broker.store.put({ ...user, data, precondition: { mode: 'create' }, writtenBy: 'test' })
  const browser = network.browser()
  const { status, body } = await browser.follow(newRouteFlow().signIn)
  expect(status).toBe(403)
  expect(body).toContain('issuer-changed')
  expect([...browser.cookies.keys()]).toEqual(['__Host-sallyport_browser'])
  expect(await network.records('session')).toEqual([])
})

test('more groups than can be stored are refused, not cut', async () => {
  await using network = await startNetwork()
  network.provider.claims = () => ({ groups: Array.from({ length: 1_001 }, (_, index) => `group-${index}`) })
  const { status, body } = await network.browser().follow(newRouteFlow().signIn)
  expect(status).toBe(403)
  expect(body).toContain('claims-too-large')
})

test('while the databroker is away the code is not spent: the same page works when it is back', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const callback = await untilCallback(browser)
  network.broker.fail()
  const { status, headers, setCookies } = await browser.ask(callback)
  expect([status, headers['retry-after'], setCookies]).toEqual([503, '5', []])
  expect(network.provider.requests).not.toContain('POST /token')
  network.broker.heal()
  expect((await browser.follow(callback)).location?.host).toBe(routeHost)
})

test('while the provider is away its page says so and the flow is kept', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const callback = await untilCallback(browser)
  network.provider.outage = 502
  const { status, headers, setCookies, body } = await browser.ask(callback)
  expect([status, headers['retry-after'], setCookies]).toEqual([503, '5', []])
  expect(body).toContain('provider-unavailable')
  network.provider.outage = undefined
  expect((await browser.follow(callback)).location?.host).toBe(routeHost)
})

test('a sign-in that fails while it is written is taken back, and no browser ever held it', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const callback = await untilCallback(browser)
  network.broker.fail((method, type) => method === 'Put' && type === 'session')
  const { status, setCookies } = await browser.ask(callback)
  expect([status, setCookies]).toEqual([503, []])
  await expect.poll(async () => (await network.records('grant'))[0]).toMatchObject({ deleted: true })
  expect((await network.records('session')).filter(({ deleted }) => !deleted)).toEqual([])
})
