import { expect, test } from 'vitest'
import type { Browser } from '../testing/browser.ts'
import { authenticateUrl, newRouteFlow, startNetwork } from '../testing/network.ts'

const ssoCookie = '__Host-sallyport_sso'
const sameOrigin = { 'sec-fetch-site': 'same-origin' }

async function openForm(browser: Browser) {
  const page = await browser.ask('/.sallyport/sign_out')
  return { page, token: /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? '' }
}

test('signing out ends the one session that all hosts point to, and then the one at the provider', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  await browser.follow(newRouteFlow().signIn)
  const { page, token } = await openForm(browser)
  expect(page.status).toBe(200)
  expect(page.body).toContain('alice@example.com')
  const { status, location, setCookies } = await browser.ask('/.sallyport/sign_out', {
    form: { token },
    headers: sameOrigin,
  })
  expect(status).toBe(303)
  expect(location?.origin).toBe(network.provider.config.issuer)
  expect(location?.searchParams.get('post_logout_redirect_uri')).toBe(`${authenticateUrl}/.sallyport/signed_out`)
  expect(location?.searchParams.get('id_token_hint')?.split('.')).toHaveLength(3)
  expect(setCookies).toEqual([`${ssoCookie}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax`])
  const [[session], [grant]] = await Promise.all([network.records('session'), network.records('grant')])
  expect(session).toMatchObject({ deleted: true, deleteReason: 'signed out' })
  expect(grant).toMatchObject({ deleted: true })
  await expect.poll(() => network.provider.requests).toContain('POST /token/revocation')
  expect((await browser.follow('/.sallyport/user')).status).toBe(401)
})

test('signing out ends every session that tabs of this browser began at the same moment, and none of another browser', async () => {
  await using network = await startNetwork()
  const [browser, elsewhere] = [network.browser(), network.browser()]
  await elsewhere.follow('/.sallyport/sign_in')
  await browser.follow('/.sallyport/sign_in')
  // As if the other tab's callback had not come back yet.
  browser.cookies.delete(ssoCookie)
  await browser.follow('/.sallyport/sign_in')
  expect((await network.records('session')).map(({ deleted }) => deleted)).toEqual([false, false, false])
  const { token } = await openForm(browser)
  await browser.ask('/.sallyport/sign_out', { form: { token }, headers: sameOrigin })
  const ended = (await network.records('session')).filter(({ deleted }) => deleted)
  expect(ended).toHaveLength(2)
  expect((await elsewhere.follow('/.sallyport/user')).status).toBe(200)
})

test('CK-09: the sign-on cookie is removed with exactly the attributes that it was set with', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  let set = ''
  const watched = browser.ask.bind(browser)
  browser.ask = async (...asked) => {
    const answer = await watched(...asked)
    set = answer.setCookies.find((line) => line.startsWith(`${ssoCookie}=`)) ?? set
    return answer
  }
  await browser.follow('/.sallyport/sign_in')
  const attributes = (line: string): string[] =>
    line
      .split('; ')
      .slice(1)
      .filter((part) => !part.startsWith('Max-Age'))
  const whenSet = attributes(set)
  const { token } = await openForm(browser)
  await browser.ask('/.sallyport/sign_out', { form: { token }, headers: sameOrigin })
  expect(set).toContain('Max-Age=0')
  expect(attributes(set)).toEqual(whenSet)
  expect(whenSet).toEqual(['Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax'])
})

test('SI-08: nothing but the form of our own page signs anybody out', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  await browser.follow('/.sallyport/sign_in')
  const { token } = await openForm(browser)
  const stranger = network.browser()
  await stranger.follow('/.sallyport/sign_in', 'bob')
  const foreign = await openForm(stranger)
  const refused: readonly { readonly form: Record<string, string>; readonly headers: Record<string, string> }[] = [
    { form: { token }, headers: { 'sec-fetch-site': 'cross-site', origin: authenticateUrl } },
    { form: { token }, headers: { 'sec-fetch-site': 'same-site' } },
    { form: { token }, headers: { 'sec-fetch-site': 'none' } },
    { form: { token }, headers: { origin: 'https://evil.test' } },
    { form: { token }, headers: { origin: 'null' } },
    { form: { token }, headers: {} },
    { form: {}, headers: sameOrigin },
    { form: { token: foreign.token }, headers: sameOrigin },
    { form: { token: `${token}A` }, headers: sameOrigin },
  ]
  for (const asked of refused)
    expect([asked, (await browser.ask('/.sallyport/sign_out', asked)).status]).toEqual([asked, 403])
  await browser.ask('/.sallyport/sign_out', { headers: { 'sec-fetch-site': 'cross-site' } })
  expect((await browser.ask('/.sallyport/user')).status).toBe(200)
  const { status } = await browser.ask('/.sallyport/sign_out', {
    form: { token },
    headers: { origin: authenticateUrl },
  })
  expect(status).toBe(303)
})

test('SI-08: a form that was opened an hour ago is stale', async () => {
  let aheadMs = 0
  await using network = await startNetwork({
    now: () => new Date(Date.now() + aheadMs),
    sessionLifetimeMs: 24 * 3_600_000,
  })
  const browser = network.browser()
  await browser.follow('/.sallyport/sign_in')
  const { token } = await openForm(browser)
  aheadMs = 3_600_000
  const { status, body } = await browser.ask('/.sallyport/sign_out', { form: { token }, headers: sameOrigin })
  expect(status).toBe(403)
  expect(body).toContain('stale-form')
})

test('SI-06: where a sign-out would like to lead plays no part', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  await browser.follow('/.sallyport/sign_in')
  const wishes = 'redirect_uri=https://evil.test&post_logout_redirect_uri=https://evil.test'
  const page = await browser.ask(`/.sallyport/sign_out?${wishes}`)
  expect(page.body).not.toContain('evil.test')
  const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const { location } = await browser.ask(`/.sallyport/sign_out?${wishes}`, {
    form: { token, redirect_uri: 'https://evil.test' },
    headers: sameOrigin,
  })
  expect(location?.href).not.toContain('evil.test')
})

test('SI-14: the page with the form cannot be framed, and its form leads to us and to the provider alone', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  await browser.follow('/.sallyport/sign_in')
  const { page } = await openForm(browser)
  const policy = String(page.headers['content-security-policy'])
  expect(policy).toContain(`form-action 'self' ${network.provider.config.issuer};`)
  expect(policy).toContain("frame-ancestors 'none'")
  expect(page.headers).toMatchObject({
    'referrer-policy': 'same-origin',
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
  })
})

test('while the databroker is away nobody is told to be signed out, and the cookie stays', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  await browser.follow('/.sallyport/sign_in')
  const { token } = await openForm(browser)
  network.broker.fail()
  const { status, setCookies } = await browser.ask('/.sallyport/sign_out', { form: { token }, headers: sameOrigin })
  expect([status, setCookies]).toEqual([503, []])
  network.broker.heal()
  expect((await browser.ask('/.sallyport/user')).status).toBe(200)
})

test('while the provider is away the session ends all the same', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  await browser.follow('/.sallyport/sign_in')
  const { token } = await openForm(browser)
  network.provider.outage = 500
  const { status } = await browser.ask('/.sallyport/sign_out', { form: { token }, headers: sameOrigin })
  expect(status).toBe(303)
  expect((await network.records('session'))[0]).toMatchObject({ deleted: true })
})

test('whoever is not signed in is simply signed out', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  expect((await browser.ask('/.sallyport/sign_out')).location?.pathname).toBe('/.sallyport/signed_out')
  const { status, location } = await browser.ask('/.sallyport/sign_out', { form: { token: '' }, headers: sameOrigin })
  expect([status, location?.pathname]).toEqual([303, '/.sallyport/signed_out'])
  expect((await browser.ask('/.sallyport/signed_out')).body).toContain('You are signed out')
})
