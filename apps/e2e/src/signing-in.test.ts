import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { Browser } from './client/browser.ts'
import { curl, hasCurl } from './client/curl.ts'
import { signedIn, signIn, signOut } from './client/sign-in.ts'
import { oneInstallation } from './installation/one-installation.ts'

vi.setConfig({ testTimeout: 60_000 })

const installation = oneInstallation()

async function newBrowser(): Promise<Browser> {
  return new Browser(await installation().trusted())
}

test('whoami as bob shows the assertion that names bob, verified by the upstream', async () => {
  using bob = await newBrowser()
  const page = await signIn(bob, installation().url('whoami'), 'bob')
  expect(page.status).toBe(200)
  expect(page.text).toContain('verified: bob@example.com')
})

test('a deep link with a query survives signing in, and stands in no address on the way', async () => {
  using bob = await newBrowser()
  const deep = installation().url('whoami', '/deep/bookmark?colour=a%2Fb&empty=&x=1+2')
  const page = await signIn(bob, deep, 'bob')
  expect(page.url.href).toBe(deep.href)
  expect(page.text).toContain('GET /deep/bookmark?colour=a%2Fb&amp;empty=&amp;x=1+2'.replaceAll('&amp;', '&#38;'))
  const way = page.hops.slice(1, -1)
  expect(way.length).toBeGreaterThan(4)
  for (const { href } of way) expect(href).not.toMatch(/bookmark|colour/)
})

test('admin as bob is a 403 page that names the rule that failed', async () => {
  using bob = await signedIn(installation(), 'bob')
  const page = await bob.visit(installation().url('admin'))
  expect(page.status).toBe(403)
  expect(page.text).toContain('email')
  expect(page.headers['cache-control']).toBe('no-store')
})

test('alice, whom the policy names, gets to admin, signed in once for both', async () => {
  using alice = await signedIn(installation(), 'alice')
  const page = await alice.visit(installation().url('admin'))
  expect([page.status, page.url.href]).toEqual([200, installation().url('admin').href])
  expect(page.hops.every(({ port }) => port !== `${installation().ports.provider}`)).toBe(true)
  expect(page.text).toContain('verified: alice@example.com')
})

test('mallory signs in and is refused', async () => {
  using mallory = await newBrowser()
  const page = await signIn(mallory, installation().url('whoami'), 'mallory')
  expect([page.status, page.url.host]).toEqual([403, installation().url('whoami').host])
})

test('public asks nobody to sign in, and passes nobody on', async () => {
  using nobody = await newBrowser()
  const page = await nobody.visit(installation().url('public'))
  expect([page.status, page.hops.length]).toEqual([200, 1])
  expect(page.text).toContain('nobody in particular')
})

test('three tabs that start at once all arrive, each where it began', async () => {
  using bob = await newBrowser()
  const links = ['/tab/1', '/tab/2', '/tab/3'].map((path) => installation().url('whoami', path))
  const forms = await Promise.all(links.map((link) => bob.visit(link)))
  const pages = await Promise.all(forms.map((form) => bob.submit(form, { email: 'bob@example.com' })))
  expect(pages.map(({ status, url }) => [status, url.href])).toEqual(links.map(({ href }) => [200, href]))
})

test('what a client says of who it is never reaches the upstream', async () => {
  using bob = await signedIn(installation(), 'bob')
  const forged = {
    'x-sallyport-claim-email': 'alice@example.com',
    X_Sallyport_Jwt_Assertion: 'planted',
    'x-pomerium-jwt-assertion': 'planted',
    'x-forwarded-for': '203.0.113.9',
  }
  const { text } = await bob.request(installation().url('whoami', '/forged'), { headers: forged })
  expect(text).toContain('bob@example.com')
  for (const word of ['alice', 'planted', '203.0.113.9', '__Host-sallyport']) expect(text).not.toContain(word)
})

test('after signing out the same cookie is redirected, and a WebSocket opened before is closed with 1008', async () => {
  using bob = await signedIn(installation(), 'bob')
  const socket = bob.webSocket(installation().url('whoami', '/ws'))
  await once(socket, 'open')
  socket.send('still here')
  expect(String((await once(socket, 'message'))[0])).toBe('still here')
  const closed = once(socket, 'close')
  const cookie = bob.cookies.header(installation().url('whoami')) ?? ''
  await signOut(bob, installation())
  expect((await closed)[0]).toBe(1008)
  using stranger = await newBrowser()
  const headers = { cookie, accept: 'text/html' }
  const answer = await stranger.request(installation().url('whoami'), { headers })
  expect([answer.status, answer.location?.host]).toEqual([302, installation().url('authenticate').host])
})

test.skipIf(!(await hasCurl()))('curl signs in with a jar of cookies and ca.pem, and is bob from then on', async () => {
  const { folder, ports } = installation()
  const files = { trusted: join(folder, 'ca.pem'), cookies: join(folder, 'curl-cookies') }
  const form = await curl(files, installation().url('whoami', '/from?curl=yes').href)
  const action = /<form[^>]* action="([^"]*)"/.exec(form.text)?.[1] ?? ''
  const provider = `http://127.0.0.1:${ports.provider}`
  const page = await curl(files, '--data-urlencode', 'email=bob@example.com', new URL(action, provider).href)
  expect([page.status, page.url]).toEqual([200, installation().url('whoami', '/from?curl=yes').href])
  expect(page.text).toContain('verified: bob@example.com')
  expect((await curl(files, installation().url('admin').href)).status).toBe(403)
})

test('the session is still good after a restart of everything', async () => {
  using bob = await signedIn(installation(), 'bob')
  await installation().restart()
  const page = await bob.visit(installation().url('whoami'))
  expect([page.status, page.hops.length]).toEqual([200, 1])
  expect(page.text).toContain('verified: bob@example.com')
})
