import { expect, test, vi } from 'vitest'
import { type Answer, Browser } from './client/browser.ts'
import { signedIn, signIn } from './client/sign-in.ts'
import { oneInstallation } from './installation/one-installation.ts'

vi.setConfig({ testTimeout: 60_000 })

const installation = oneInstallation()
const navigation = { accept: 'text/html' }

async function newBrowser(): Promise<Browser> {
  return new Browser(await installation().trusted())
}

/** Signs mallory in, in a browser of their own, up to the first link to that path, which they do not open but give away. */
async function linkOfMallory(mallory: Browser, path: string): Promise<URL> {
  const form = await mallory.visit(installation().url('whoami'))
  const action = new URL(/<form[^>]* action="([^"]*)"/.exec(form.text)?.[1] ?? '', form.url)
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: form.url.origin, ...navigation }
  const hidden = [...form.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)]
  const fields = hidden.map(([, name = '', value = '']): [string, string] => [name, value])
  const body = new URLSearchParams([...fields, ['email', 'mallory@evil.test']]).toString()
  let answer: Answer = await mallory.request(action, { method: 'POST', headers, body })
  while (answer.location !== undefined && answer.location.pathname !== path)
    answer = await mallory.request(answer.location, { headers: navigation })
  if (answer.location === undefined) throw new Error(`no link to ${path}: ${answer.status} ${answer.text}`)
  return answer.location
}

test.each(['/oauth2/callback', '/.sallyport/callback'])(
  'SI-11: a link to %s from mallory’s sign-in makes nobody mallory, and leaves whoever is signed in alone',
  async (path) => {
    using mallory = await newBrowser()
    const link = await linkOfMallory(mallory, path)
    using stranger = await newBrowser()
    const page = await stranger.visit(link)
    expect([400, 200]).toContain(page.status)
    const hosts = ['whoami.localhost', 'authenticate.localhost']
    const held = hosts.flatMap((host) => stranger.cookies.names(host))
    expect(held.filter((name) => name === '__Host-sallyport' || name === '__Host-sallyport_sso')).toEqual([])
    const after = await signIn(stranger, installation().url('whoami'), 'bob')
    expect(after.text).toContain('verified: bob@example.com')

    using bob = await signedIn(installation(), 'bob')
    await bob.visit(link)
    expect((await bob.visit(installation().url('whoami'))).text).toContain('verified: bob@example.com')
    const own = await mallory.visit(link)
    expect([own.status, own.url.host]).toEqual([403, installation().url('whoami').host])
  },
)

test('SI-12: whoever signs in over planted cookies gets a session of their own, and the planted one is over', async () => {
  using alice = await signedIn(installation(), 'alice')
  using victim = await newBrowser()
  for (const name of ['whoami', 'authenticate']) {
    const url = installation().url(name)
    const cookies = alice.cookies
      .names(url.hostname)
      .map((cookie) => `${cookie}=${alice.cookies.value(url.hostname, cookie)}`)
    victim.cookies.store(
      url,
      cookies.map((pair) => `${pair}; Path=/; Secure`),
    )
  }
  expect((await victim.visit(installation().url('whoami'))).text).toContain('verified: alice@example.com')
  const form = await victim.visit(installation().url('authenticate', '/.sallyport/sign_in?prompt=login'))
  await victim.submit(form, { email: 'bob@example.com' })
  const answer = await alice.request(installation().url('whoami'))
  expect(answer.status).toBe(401)
  const page = await victim.visit(installation().url('whoami'))
  expect(page.text).toContain('verified: bob@example.com')
})

test('SI-09: forged forwarding headers reach no address on the way through proxy and authenticate', async () => {
  using browser = await newBrowser()
  const forged = {
    ...navigation,
    'x-forwarded-host': 'evil.test',
    'x-forwarded-proto': 'http',
    forwarded: 'host=evil.test;proto=javascript',
    'x-original-url': '//evil.test/',
  }
  const start = await browser.request(installation().url('whoami', '/deep'), { headers: forged })
  expect(start.location?.searchParams.get('host')).toBe(installation().url('whoami').host)
  const atProvider = await browser.request(start.location ?? '', { headers: forged })
  const redirectUri = installation().url('authenticate', '/oauth2/callback').href
  expect(atProvider.location?.searchParams.get('redirect_uri')).toBe(redirectUri)
  for (const { headers, text } of [start, atProvider])
    expect(`${JSON.stringify(headers)} ${text}`).not.toMatch(/evil\.test|javascript:/)
})
