import { Secret } from '@sallyport/kernel'
import { codeId } from '@sallyport/tokens'
import { expect, test } from 'vitest'
import { authenticateUrl, newRouteFlow, routeHost, startNetwork } from '../testing/network.ts'

const ssoCookie = '__Host-sallyport_sso'

test('a person signs in at the provider and is handed over to the route that asked', async () => {
  await using network = await startNetwork()
  const asked = newRouteFlow()
  const { status, location, headers } = await network.browser().follow(asked.signIn)
  expect(status).toBe(302)
  expect(`${location?.origin}${location?.pathname}`).toBe(`https://${routeHost}/.sallyport/callback`)
  expect([...(location?.searchParams.keys() ?? [])]).toEqual(['code', 'flow'])
  expect(location?.searchParams.get('flow')).toBe(asked.flow)
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })

  const code = location?.searchParams.get('code') ?? ''
  const [record] = await network.records('sign_in_code')
  expect(record?.id).toBe(codeId(new Secret(code)))
  expect(JSON.stringify(record, (_, value) => (typeof value === 'bigint' ? `${value}` : value))).not.toContain(code)
  const [session] = await network.records('session')
  expect(await network.redeem({ ...asked, code })).toMatchObject({
    redeemed: true,
    sessionId: session?.id,
    recordVersion: session?.version.toString(),
    epoch: (await network.broker.store.info()).epoch,
  })
})

test('whoever is signed in goes on to another route without the provider, in the same session', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  await browser.follow(newRouteFlow().signIn)
  await network.putRoute('other.example.com')
  const asked = newRouteFlow('other.example.com')
  const { status, location } = await browser.ask(asked.signIn)
  expect([status, location?.host]).toEqual([302, 'other.example.com'])
  const redeemed = await network.redeem({ ...asked, code: location?.searchParams.get('code') ?? '' })
  const sessions = await network.records('session')
  expect(sessions.map(({ id }) => id)).toEqual([redeemed.sessionId])
})

test('several tabs sign in at once, and all of them finish', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const tabs = [newRouteFlow(), newRouteFlow(), newRouteFlow()]
  const starts = await Promise.all(tabs.map(({ signIn }) => browser.ask(signIn)))
  for (const [index, start] of starts.entries()) {
    const { location } = await browser.follow(start.location ?? '')
    expect(location?.searchParams.get('flow')).toBe(tabs[index]?.flow)
    const code = location?.searchParams.get('code') ?? ''
    expect(await network.redeem({ ...(tabs[index] ?? newRouteFlow()), code })).toMatchObject({ redeemed: true })
  }
})

test('CK-10: a browser keeps the state of five sign-ins, the newest', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const states: string[] = []
  for (let count = 0; count < 7; count++) {
    const { location } = await browser.ask(newRouteFlow().signIn)
    states.push(location?.searchParams.get('state') ?? '')
  }
  const kept = states.slice(-5).map((state) => `__Host-sallyport_oidc_${state.slice(0, 8)}`)
  expect([...browser.cookies.keys()].sort()).toEqual(['__Host-sallyport_browser', ...kept].sort())
  expect([...browser.cookies.values()].join('').length).toBeLessThan(5 * 1_000)
})

test('what the provider carries says nothing of where the sign-in goes on', async () => {
  await using network = await startNetwork()
  const asked = newRouteFlow()
  const { location } = await network.browser().ask(asked.signIn)
  expect(location?.searchParams.get('state')).toMatch(/^[A-Za-z0-9_-]{22}$/)
  expect(location?.searchParams.get('redirect_uri')).toBe(`${authenticateUrl}/oauth2/callback`)
  expect(location?.searchParams.get('code_challenge_method')).toBe('S256')
  for (const secret of [asked.flow, asked.challenge, asked.host]) expect(location?.href).not.toContain(secret)
})

test('a route that was made a moment ago can be signed in to', async () => {
  await using network = await startNetwork()
  await network.putRoute('new.example.com')
  const { status, location } = await network.browser().ask(newRouteFlow('new.example.com').signIn)
  expect([status, location?.origin]).toEqual([302, network.provider.config.issuer])
})

const foreignHosts = [
  ...['evil.test', '//evil.test', '/\\evil.test', 'app.example.com@evil.test', 'evil.test#app.example.com'],
  ...['evil.test?app.example.com', 'app.example.com.evil.test', 'evilapp.example.com', 'https://app.example.com'],
  ...['app.example.com:8443', 'app.example.com:443', 'APP.example.com', 'app.example.com.', 'app.example.com/'],
  ...['javascript:alert(1)', '\t/evil.test', 'app.example.com\\@evil.test', 'sub.app.example.com', '', 'example.com'],
  ...['〵evil.test', 'app.example.com%00.evil.test', 'authenticate.example.com'],
]

test('SI-01, SI-02, SI-03, SI-04: nobody is handed over to anything but the exact authority of a route', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  await browser.follow(newRouteFlow().signIn)
  for (const host of foreignHosts) {
    const { status, location } = await browser.ask(newRouteFlow(host).signIn)
    expect([host, status, location]).toEqual([host, 400, undefined])
  }
  expect(await network.records('sign_in_code')).toHaveLength(1)
})

test('SI-01, SI-05, SI-06: where a request would like to be sent plays no part', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const wishes =
    'redirect=//evil.test&redirect_uri=https://evil.test&pomerium_redirect_uri=https://evil.test&rd=/%5cevil.test'
  const start = await browser.ask(`${newRouteFlow().signIn}&${wishes}`)
  expect(start.location?.href).not.toContain('evil.test')
  const end = await browser.follow(start.location ?? '')
  expect(end.location?.host).toBe(routeHost)
  expect(end.location?.href).not.toContain('evil.test')
})

test('SI-07: a parameter that comes twice, or half a flow, is refused', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const { signIn, flow, challenge } = newRouteFlow()
  const altered = [
    `${signIn}&host=${routeHost}`,
    `${signIn}&flow=${flow}`,
    `${signIn}&x=1&x=1`,
    signIn.replace(/host=[^&]*&/, ''),
    signIn.replace(/&challenge=.*/, ''),
    signIn.replace(flow, flow.slice(1)),
    signIn.replace(challenge, `${challenge}A`),
    signIn.replace(challenge, 'plain'),
  ]
  for (const url of altered) expect([url, (await browser.ask(url)).status]).toEqual([url, 400])
  expect(browser.cookies.size).toBe(0)
})

test('SI-07: an address that was altered on its way leads to nothing that the browser can use', async () => {
  await using network = await startNetwork()
  await network.putRoute('other.example.com')
  const browser = network.browser()
  const [asked, attackers] = [newRouteFlow(), newRouteFlow()]
  const altered: readonly [string, string][] = [
    [asked.signIn.replace(routeHost, 'other.example.com'), 'other-host'],
    [asked.signIn.replace(asked.challenge, attackers.challenge), 'other-browser'],
    [asked.signIn.replace(asked.flow, attackers.flow), 'other-flow'],
  ]
  for (const [url, reason] of altered) {
    const { location } = await browser.follow(url)
    const code = location?.searchParams.get('code') ?? ''
    expect(await network.redeem({ ...asked, code })).toMatchObject({ redeemed: false, reason, sessionId: '' })
  }
})

test('SI-09: forged forwarding headers change no address on the whole way in and out', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const forged = {
    'x-forwarded-host': 'evil.test',
    'x-forwarded-proto': 'http',
    'x-forwarded-port': '81',
    'x-original-url': 'https://evil.test/',
    forwarded: 'host=evil.test;proto=javascript',
    host: 'evil.test',
  }
  const said: string[] = []
  const plainly = browser.ask.bind(browser)
  browser.ask = async (address, asked) => {
    const answer = await plainly(address, { ...asked, headers: { ...forged, ...asked?.headers } })
    said.push(`${String(answer.headers['location'])} ${answer.setCookies.join()} ${answer.body}`)
    return answer
  }
  const start = await browser.ask(newRouteFlow().signIn)
  expect(start.location?.searchParams.get('redirect_uri')).toBe(`${authenticateUrl}/oauth2/callback`)
  const handedOver = await browser.follow(start.location ?? '')
  expect(handedOver.location?.origin).toBe(`https://${routeHost}`)
  const described = JSON.parse((await browser.ask('/.well-known/sallyport')).body)
  for (const url of Object.values(described)) expect(url).toMatch(`${authenticateUrl}/`)
  const { body } = await browser.ask('/.sallyport/sign_out')
  const form = { token: /name="token" value="([^"]+)"/.exec(body)?.[1] ?? '' }
  const out = await browser.ask('/.sallyport/sign_out', { form, headers: { 'sec-fetch-site': 'same-origin' } })
  expect(out.location?.searchParams.get('post_logout_redirect_uri')).toBe(`${authenticateUrl}/.sallyport/signed_out`)
  for (const text of said) expect(text).not.toMatch(/evil\.test|javascript:|:81/)
})

test('SI-10: a link beyond all need is refused, and leaves no cookie', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const { status, setCookies } = await browser.ask(`${newRouteFlow().signIn}&redirect=${'a'.repeat(20_000)}`)
  expect([status, setCookies]).toEqual([400, []])
})

test('SI-12: a sign-in never goes on in the session that was there before', async () => {
  await using network = await startNetwork()
  const attacker = network.browser()
  await attacker.follow(newRouteFlow().signIn, 'mallory')
  const victim = network.browser()
  const planted = attacker.cookies.get(ssoCookie) ?? ''
  victim.cookies.set(ssoCookie, planted)
  const asked = newRouteFlow()
  const { location } = await victim.follow(`${asked.signIn}&prompt=login`, 'alice')
  const redeemed = await network.redeem({ ...asked, code: location?.searchParams.get('code') ?? '' })
  expect(victim.cookies.get(ssoCookie)).not.toBe(planted)
  const sessions = new Map((await network.records('session')).map((record) => [record.data['user_id'], record]))
  expect(redeemed.sessionId).toBe(sessions.get('corporate/alice')?.id)
  expect(sessions.get('corporate/mallory')).toMatchObject({ deleted: true, deleteReason: 'replaced' })
})

test('a sign-on cookie that is certainly dead is cleared on the way to the provider', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  await browser.follow('/.sallyport/sign_in')
  const [session] = await network.records('session')
  if (!session) throw new Error('no session')
  await network.broker.store.delete({ type: 'session', id: session.id, reason: 'test', writtenBy: 'test' })
  const { location, setCookies } = await browser.ask(newRouteFlow().signIn)
  expect(location?.origin).toBe(network.provider.config.issuer)
  expect(setCookies).toContain(`${ssoCookie}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax`)
})

test('CK-01: a sign-on cookie of which a single bit was changed, or that is another cookie of ours, is worth nothing', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  await browser.ask(newRouteFlow().signIn)
  const [flowCookie = ''] = browser.cookies.values()
  await browser.follow('/.sallyport/sign_in')
  const good = browser.cookies.get(ssoCookie) ?? ''
  const bytes = Buffer.from(good, 'base64url')
  const flipped = [5, 20, bytes.length - 1].map((at) =>
    Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 1 : byte))).toString('base64url'),
  )
  for (const value of [...flipped, good.slice(0, -4), `${good}AAAA`, flowCookie, 'noise']) {
    browser.cookies.set(ssoCookie, value)
    const { location } = await browser.ask(newRouteFlow().signIn)
    expect([value, location?.origin]).toEqual([value, network.provider.config.issuer])
  }
})

test('CK-02: two sign-on cookies are refused', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  await browser.follow('/.sallyport/sign_in')
  const cookie = `${ssoCookie}=${browser.cookies.get(ssoCookie)}`
  const { status } = await browser.ask(newRouteFlow().signIn, { headers: { cookie: `${cookie}; ${cookie}` } })
  expect(status).toBe(400)
})

test('only a navigation begins a sign-in', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const others: Readonly<Record<string, string>>[] = [
    { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
    { 'sec-fetch-dest': 'iframe' },
    { 'sec-purpose': 'prefetch' },
    { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
  ]
  for (const headers of others) {
    const { status, setCookies } = await browser.ask(newRouteFlow().signIn, { headers })
    expect([headers, status, setCookies]).toEqual([headers, 401, []])
  }
})

test('with several providers the person chooses, and a session of another one does not do', async () => {
  await using network = await startNetwork({ providers: ['corporate', 'partners'] })
  const browser = network.browser()
  const asked = newRouteFlow()
  const choice = await browser.ask(asked.signIn)
  expect(choice.status).toBe(200)
  const links = [...choice.body.matchAll(/href="(\/[^"]+)"/g)].map(([, link = '']) => link.replaceAll('&#38;', '&'))
  expect(links.map((link) => new URLSearchParams(link.split('?')[1]).get('provider'))).toEqual([
    'corporate',
    'partners',
  ])
  const [, partners = ''] = links
  expect((await browser.follow(partners)).location?.host).toBe(routeHost)
  const [session] = await network.records('session')
  expect(session?.data).toMatchObject({ user_id: 'partners/alice', provider: 'partners' })

  expect((await browser.ask(newRouteFlow().signIn)).location?.host).toBe(routeHost)
  const elsewhere = await browser.ask(`${newRouteFlow().signIn}&provider=corporate`)
  expect(elsewhere.location?.origin).toBe(network.providers[0]?.config.issuer)
  expect((await browser.ask(`${newRouteFlow().signIn}&provider=nobody`)).status).toBe(400)
})

test('while the provider is away its page says so, and sign-in works again when it is back', async () => {
  await using network = await startNetwork({ providers: ['corporate'], outage: true })
  const browser = network.browser()
  const { status, headers, body } = await browser.ask(newRouteFlow().signIn)
  expect([status, headers['retry-after']]).toEqual([503, '5'])
  expect(body).toContain('“corporate” does not answer')
  network.provider.outage = undefined
  await expect.poll(async () => (await browser.ask(newRouteFlow().signIn)).status, { timeout: 10_000 }).toBe(302)
})

test('while the databroker is away a session is neither taken for good nor for dead', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  await browser.follow('/.sallyport/sign_in')
  network.broker.fail()
  const { status, headers, setCookies, location } = await browser.ask(newRouteFlow().signIn)
  expect([status, headers['retry-after'], setCookies, location]).toEqual([503, '5', [], undefined])
  network.broker.heal()
  expect((await browser.ask(newRouteFlow().signIn)).location?.host).toBe(routeHost)
})

test('HEAD is answered as GET is, without a body', async () => {
  await using network = await startNetwork()
  const { status, body, headers } = await network.browser().ask('/.sallyport/signed_out', { method: 'HEAD' })
  expect([status, body]).toEqual([200, ''])
  expect(Number(headers['content-length'])).toBeGreaterThan(500)
})
