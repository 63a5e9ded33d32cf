import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startDemonstrationProvider } from './demonstration-provider.ts'

const redirectUri = 'https://authenticate.localhost:8443/oauth2/callback'
const client = {
  id: 'sallyport',
  secret: 'c1ient-secret',
  redirectUris: [redirectUri],
  postLogoutRedirectUris: ['https://authenticate.localhost:8443/'],
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

async function scratch() {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-'))
  const issuer = new URL(`http://127.0.0.1:${await freePort()}`)
  return {
    issuer: issuer.origin,
    start: () => startDemonstrationProvider(issuer, client, folder),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

/** A browser as far as cookies and redirects go; it stops before it leaves the provider. */
class Browser {
  readonly #cookies = new Map<string, string>()

  async open(url: string, form?: Record<string, string>): Promise<{ url: string; body: string; status: number }> {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { Cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value === '') this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    const location = response.headers.get('location')
    const next = location === null ? undefined : new URL(location, url)
    if (next && next.origin === new URL(url).origin) return await this.open(next.href)
    return { url: next?.href ?? url, body: await response.text(), status: response.status }
  }
}

const verifier = randomBytes(32).toString('base64url')

function authorizationUrl(issuer: string, more: Record<string, string> = {}): string {
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const parameters = {
    client_id: client.id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid email profile offline_access',
    state: 's',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  }
  return `${issuer}/auth?${new URLSearchParams(parameters).toString()}`
}

async function post(url: string, form: Record<string, string>) {
  const credentials = Buffer.from(`${client.id}:${client.secret}`).toString('base64')
  const body = new URLSearchParams(form)
  const response = await fetch(url, { method: 'POST', body, headers: { Authorization: `Basic ${credentials}` } })
  const text = await response.text()
  return { status: response.status, json: text.startsWith('{') ? JSON.parse(text) : undefined }
}

async function signIn(issuer: string, browser: Browser, email = 'alice@example.com') {
  const form = await browser.open(authorizationUrl(issuer))
  const callback = new URL((await browser.open(form.url, { email, password: 'anything' })).url)
  const code = callback.searchParams.get('code') ?? ''
  const tokens = await post(`${issuer}/token`, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  })
  return { callback, tokens: tokens.json }
}

test('a form post signs a user in, and the ID token says who', async () => {
  await using s = await scratch()
  await using _provider = await s.start()
  const { callback, tokens } = await signIn(s.issuer, new Browser())
  expect(callback.searchParams.get('iss')).toBe(s.issuer)
  const claims = JSON.parse(Buffer.from(tokens.id_token.split('.')[1], 'base64url').toString())
  expect(claims).toMatchObject({
    iss: s.issuer,
    sub: 'alice',
    email: 'alice@example.com',
    email_verified: true,
    name: 'Alice Adams',
    groups: ['administrators', 'staff'],
  })
})

test('the form lists everybody, and nobody else gets in', async () => {
  await using s = await scratch()
  await using _provider = await s.start()
  const browser = new Browser()
  const form = await browser.open(authorizationUrl(s.issuer))
  expect(form.body).toContain('alice@example.com')
  expect(form.body).toContain('mallory@evil.test')
  const answer = await browser.open(form.url, { email: '<eve@example.com>' })
  expect(answer.status).toBe(401)
  expect(answer.body).toContain('nobody of that name')
})

test('a refresh token works once, over a restart too', async () => {
  await using s = await scratch()
  const refresh = async (token: string) =>
    post(`${s.issuer}/token`, { grant_type: 'refresh_token', refresh_token: token })
  let first: string
  {
    await using _provider = await s.start()
    first = (await signIn(s.issuer, new Browser())).tokens.refresh_token
  }
  await using _provider = await s.start()
  const second = await refresh(first)
  expect(second.status).toBe(200)
  expect(second.json.refresh_token).not.toBe(first)
  expect((await refresh(first)).json).toMatchObject({ error: 'invalid_grant' })
})

test('a browser that is signed in stays so over a restart', async () => {
  await using s = await scratch()
  const browser = new Browser()
  {
    await using _provider = await s.start()
    await signIn(s.issuer, browser)
  }
  await using _provider = await s.start()
  expect((await browser.open(authorizationUrl(s.issuer))).url).toMatch(
    /^https:\/\/authenticate\.localhost:8443\/oauth2\/callback\?code=/,
  )
})

test('a revoked refresh token is of no use', async () => {
  await using s = await scratch()
  await using _provider = await s.start()
  const { tokens } = await signIn(s.issuer, new Browser())
  expect((await post(`${s.issuer}/token/revocation`, { token: tokens.refresh_token })).status).toBe(200)
  const answer = await post(`${s.issuer}/token`, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token })
  expect(answer.json).toMatchObject({ error: 'invalid_grant' })
})

test('signing out ends the sign-in here and leads back', async () => {
  await using s = await scratch()
  await using _provider = await s.start()
  const browser = new Browser()
  const { tokens } = await signIn(s.issuer, browser)
  const back = client.postLogoutRedirectUris[0] ?? ''
  const query = new URLSearchParams({ id_token_hint: tokens.id_token, post_logout_redirect_uri: back })
  const confirm = await browser.open(`${s.issuer}/session/end?${query.toString()}`)
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(confirm.body)?.[1] ?? ''
  expect((await browser.open(`${s.issuer}/session/end/confirm`, { xsrf, logout: 'yes' })).url).toBe(back)
  expect((await browser.open(authorizationUrl(s.issuer))).body).toContain('Sign in')
})

test('it asks again when told to, and gives a code without a consent page', async () => {
  await using s = await scratch()
  await using _provider = await s.start()
  const browser = new Browser()
  await signIn(s.issuer, browser)
  expect((await browser.open(authorizationUrl(s.issuer, { prompt: 'login' }))).body).toContain('any password')
  expect((await browser.open(authorizationUrl(s.issuer, { prompt: 'consent' }))).url).toContain('?code=')
})

test.each([
  'http://0.0.0.0:9000',
  'http://192.0.2.1:9000',
  'http://localhost.evil.test:9000',
  'https://127.0.0.1:9000',
])('it refuses to listen on %s', async (issuer) => {
  await expect(startDemonstrationProvider(new URL(issuer), client, '/nonexistent')).rejects.toThrow('loopback only')
})

test('a request for another host name is refused', async () => {
  await using s = await scratch()
  await using _provider = await s.start()
  const request = get(`${s.issuer}/readyz`, { headers: { host: 'rebound.evil.test' } })
  const [response] = await once(request, 'response')
  expect(response.resume().statusCode).toBe(421)
})
