import { Secret, silentLogger } from '@sallyport/kernel'
import { newCodeVerifier } from '@sallyport/tokens'
import { exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import type { Refusal, SignInResult } from './identity-provider.ts'
import { openIdentityProviders } from './open-identity-providers.ts'
import type { ProviderConfig } from './provider-config.ts'
import {
  type Behaviour,
  clientId,
  type HostileProvider,
  nonce,
  startHostileProvider,
} from './testing/hostile-provider.ts'

const redirectUri = 'https://authenticate.example.com/oauth2/callback'
const unauthenticated = { code: 'unauthenticated' }
const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds

interface Circumstances {
  /** Laid over what the callback carries; `undefined` removes a parameter. */
  readonly query?: Record<string, unknown>
  readonly provider?: HostileProvider
  readonly config?: Partial<ProviderConfig>
}

/** Signs in at a provider that behaves like this. */
async function attempt(
  behaviour: Behaviour,
  { query = {}, provider, config = {} }: Circumstances = {},
): Promise<SignInResult | Refusal> {
  await using own = provider ? undefined : await startHostileProvider()
  const hostile = provider ?? own
  if (!hostile) throw new Error('no provider')
  hostile.behaviour = behaviour
  await using providers = openIdentityProviders([{ ...hostile.config, ...config }], { logger: silentLogger })
  const parameters = Object.entries({ code: 'c', state: 's', iss: hostile.issuer, ...query })
  const callbackUrl = new URL('https://evil.test/')
  for (const [name, value] of parameters) if (value !== undefined) callbackUrl.searchParams.set(name, String(value))
  const answer = { callbackUrl, redirectUri, state: 's', nonce, codeVerifier: newCodeVerifier() }
  const result = await providers.get('corp')?.completeSignIn(answer)
  if (!result) throw new Error('not configured')
  return result
}

test('a flawless answer is accepted, so that every other test fails for its own reason', async () => {
  await using hostile = await startHostileProvider()
  const result = await attempt(
    { claims: { email: 'a@example.com', email_verified: true, sid: 'op-1' } },
    { provider: hostile },
  )
  expect(result).toMatchObject({
    outcome: 'signed-in',
    person: { subject: 'alice', email: 'a@example.com', emailVerified: true },
    providerSession: 'op-1',
  })
  expect(Object.fromEntries(hostile.forms[0] ?? [])).toEqual({
    grant_type: 'authorization_code',
    code: 'c',
    redirect_uri: redirectUri,
    code_verifier: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
  })
})

describe('an ID token is rejected (CB-02)', () => {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

  test.for(['none', 'None', 'nOnE'])('unsigned, by alg %s', async (alg) => {
    await expect(attempt({ idToken: async (claims) => `${encode({ alg })}.${encode(claims)}.` })).rejects.toMatchObject(
      unauthenticated,
    )
  })

  test('signed with HS256 and the RSA public key as the secret', async () => {
    await using provider = await startHostileProvider()
    const secret = Buffer.from(JSON.stringify(provider.publicKey))
    const header = { alg: 'HS256', kid: 'rsa-1' }
    const idToken: Behaviour['idToken'] = (claims) => new SignJWT(claims).setProtectedHeader(header).sign(secret)
    await expect(attempt({ idToken }, { provider })).rejects.toMatchObject(unauthenticated)
  })

  test.for(['the SPKI in PEM', 'the SPKI in DER', 'the modulus'])(
    'signed with HS256 and the RSA key as %s',
    async (form) => {
      await using provider = await startHostileProvider()
      const publicKey = await importJWK({ ...provider.publicKey, kty: 'RSA' }, 'RS256', { extractable: true })
      if (publicKey instanceof Uint8Array) throw new Error('no RSA key')
      const pem = await exportSPKI(publicKey)
      const secrets: Readonly<Record<string, Buffer>> = {
        'the SPKI in PEM': Buffer.from(pem),
        'the SPKI in DER': Buffer.from(pem.replace(/-----.*?-----|\s/g, ''), 'base64'),
        'the modulus': Buffer.from((await exportJWK(publicKey)).n ?? '', 'base64url'),
      }
      const header = { alg: 'HS256', kid: 'rsa-1' }
      const config = { idTokenAlgorithms: ['HS256', 'RS256'] }
      const idToken: Behaviour['idToken'] = (claims) =>
        new SignJWT(claims).setProtectedHeader(header).sign(secrets[form] ?? Buffer.alloc(32))
      await expect(attempt({ idToken }, { provider })).rejects.toMatchObject(unauthenticated)
      await expect(attempt({ idToken }, { provider, config })).rejects.toBeDefined()
    },
  )

  test.for([{}, { kid: 'rsa-1' }, { kid: 'evil' }])(
    'signed with a key that its header brings along, by %o',
    async (named) => {
      await using provider = await startHostileProvider()
      const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
      const jwk = { ...(await exportJWK(publicKey)), ...named, use: 'sig' }
      const key = JSON.stringify({ keys: [jwk] })
      const jku = `${provider.issuer}/evil`
      const respond: Behaviour['respond'] = {
        '/evil': (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(key),
      }
      const header = { alg: 'RS256', ...named, jwk, jku, x5u: jku }
      const idToken: Behaviour['idToken'] = (claims) => new SignJWT(claims).setProtectedHeader(header).sign(privateKey)
      await expect(attempt({ idToken, respond }, { provider })).rejects.toMatchObject(unauthenticated)
      expect(provider.requests).not.toContain('GET /evil')
    },
  )

  test('signed with HS256 and the client secret', async () => {
    const secret = Buffer.from('client-secret')
    const idToken: Behaviour['idToken'] = (claims) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(secret)
    await expect(attempt({ idToken })).rejects.toMatchObject(unauthenticated)
  })

  test('with a signature over other claims', async () => {
    const idToken: Behaviour['idToken'] = async (claims, sign) => {
      const [header, , signature] = (await sign({ ...claims, sub: 'mallory' })).split('.')
      return `${header}.${encode(claims)}.${signature}`
    }
    await expect(attempt({ idToken })).rejects.toMatchObject(unauthenticated)
  })

  test('with an algorithm that the provider lists and the configuration does not accept', async () => {
    const metadata = { id_token_signing_alg_values_supported: ['RS256', 'ES256'] }
    const config = { idTokenAlgorithms: ['ES256'] }
    await expect(attempt({ metadata }, { config })).rejects.toMatchObject(unauthenticated)
  })

  test('with an algorithm that the provider does not list', async () => {
    await expect(attempt({ idToken: (claims, sign) => sign(claims, { alg: 'PS256' }) })).rejects.toBeDefined()
    const metadata = { id_token_signing_alg_values_supported: ['ES256'] }
    await expect(attempt({ metadata })).rejects.toMatchObject(unauthenticated)
  })

  test.for([{ jku: 'https://evil.test/jwks' }, { x5u: 'https://evil.test/x5u' }, { jwk: { kty: 'oct', k: 'AA' } }])(
    'with an unknown key that its own header %o brings',
    async (header) => {
      await using provider = await startHostileProvider()
      const idToken: Behaviour['idToken'] = (claims, sign) => sign(claims, { kid: 'evil', ...header })
      await expect(attempt({ idToken }, { provider })).rejects.toMatchObject(unauthenticated)
      expect(provider.requests.filter((request) => request === 'GET /jwks')).toHaveLength(1)
    },
  )

  test('with an unknown kid, without asking for the keys each time', async () => {
    await using hostile = await startHostileProvider()
    hostile.behaviour = { idToken: (claims, sign) => sign(claims, { kid: '../../dev/null' }) }
    await using providers = openIdentityProviders([hostile.config], { logger: silentLogger })
    const callbackUrl = new URL(`${redirectUri}?code=c&state=s&iss=${encodeURIComponent(hostile.issuer)}`)
    for (let count = 0; count < 5; count++) {
      const answer = { callbackUrl, redirectUri, state: 's', nonce, codeVerifier: newCodeVerifier() }
      await expect(providers.get('corp')?.completeSignIn(answer)).rejects.toMatchObject(unauthenticated)
    }
    expect(hostile.requests.filter((request) => request === 'GET /jwks')).toHaveLength(1)
  })

  test.for(['', 'a.b.c', 'a.b.c.d.e', '{}', 'null'])('that is %j', async (text) => {
    await expect(attempt({ idToken: async () => text })).rejects.toMatchObject(unauthenticated)
  })
})

describe('claims are rejected', () => {
  test.for<Record<string, unknown>>([
    // CB-03.
    { iss: 'https://login.example/other-tenant' },
    { iss: undefined },
    { aud: 'another-client' },
    { aud: [clientId, 'another-client'] },
    { aud: [clientId, 'another-client'], azp: 'another-client' },
    { aud: [] },
    { aud: undefined },
    { azp: 'another-client' },
    // CB-04.
    { nonce: undefined },
    { nonce: 'nonce-of-an-earlier-flow' },
    { nonce: [nonce] },
    // CB-05.
    { exp: inSeconds(-61) },
    { exp: -1 },
    { exp: `${inSeconds(300)}` },
    { exp: 1e308 },
    { exp: inSeconds(300) + 0.5 },
    { exp: undefined },
    { iat: inSeconds(600) },
    { iat: `${inSeconds(0)}` },
    { iat: -5 },
    { iat: undefined },
    { nbf: inSeconds(90) },
    { nbf: 'now' },
    // And who it is about.
    { sub: undefined },
    { sub: '' },
    { sub: 7 },
  ])('%o', async (claims) => {
    await expect(attempt({ claims, userInfo: { sub: claims['sub'] ?? 'alice' } })).rejects.toMatchObject(
      unauthenticated,
    )
  })

  test.for<Record<string, unknown>>([
    { exp: inSeconds(-30) },
    { iat: inSeconds(45) },
    { nbf: inSeconds(45) },
    { aud: [clientId] },
    { aud: [clientId, 'another-client'], azp: clientId },
  ])('but not %o', async (claims) => {
    expect(await attempt({ claims })).toMatchObject({ outcome: 'signed-in' })
  })

  test('and a wrong clock is named as the likely cause', async () => {
    const date = new Date(Date.now() + 94_000)
    await expect(attempt({ claims: { iat: inSeconds(94) }, date })).rejects.toMatchObject({
      code: 'unauthenticated',
      message: expect.stringMatching(/from the future; our clock is 9[345] s behind the provider's$/),
    })
  })
})

test('what UserInfo says of another subject is not taken (CB-13)', async () => {
  await expect(attempt({ userInfo: { sub: 'mallory', email: 'm@evil.test' } })).rejects.toMatchObject(unauthenticated)
})

describe('a callback is rejected', () => {
  test.for<Record<string, unknown>>([
    { state: 'of-another-flow' },
    { state: undefined },
    // CB-10: the code of another provider.
    { iss: 'https://another.example' },
    { iss: undefined },
    { code: undefined },
    { state: 'of-another-flow', error: 'access_denied', code: undefined },
  ])('with %o, and its code is not sent anywhere', async (query) => {
    await using provider = await startHostileProvider()
    await expect(attempt({}, { query, provider })).rejects.toMatchObject(unauthenticated)
    expect(provider.requests).not.toContain('POST /token')
  })
})

describe("the provider's own no is an answer", () => {
  test('from the authorization endpoint', async () => {
    const query = { code: undefined, error: 'access_denied', error_description: 'not\r\nyou \u202e<b>' }
    expect(await attempt({}, { query })).toEqual({
      outcome: 'refused',
      error: 'access_denied',
      description: 'not  you  <b>',
    })
  })

  test('from the token endpoint', async () => {
    const respond: Behaviour['respond'] = {
      '/token': (_request, response) => {
        response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}')
      },
    }
    expect(await attempt({ respond })).toEqual({ outcome: 'refused', error: 'invalid_grant' })
  })
})

describe('a refresh', () => {
  const refreshToken = new Secret('rt')

  test('is not accepted for another subject, even where there is no UserInfo to ask', async () => {
    await using hostile = await startHostileProvider()
    hostile.behaviour = { claims: { sub: 'mallory' }, metadata: { userinfo_endpoint: undefined } }
    await using providers = openIdentityProviders([hostile.config], { logger: silentLogger })
    const refreshed = providers.get('corp')?.refresh({ refreshToken, subject: 'alice' })
    await expect(refreshed).rejects.toMatchObject(unauthenticated)
  })

  test('is not accepted when UserInfo speaks of another subject', async () => {
    await using hostile = await startHostileProvider()
    hostile.behaviour = { tokenResponse: { id_token: undefined }, userInfo: { sub: 'mallory' } }
    await using providers = openIdentityProviders([hostile.config], { logger: silentLogger })
    const refreshed = providers.get('corp')?.refresh({ refreshToken, subject: 'alice' })
    await expect(refreshed).rejects.toMatchObject(unauthenticated)
  })

  test('that says nothing about the person keeps the refresh token that was not rotated', async () => {
    await using hostile = await startHostileProvider()
    hostile.behaviour = { tokenResponse: { id_token: undefined }, metadata: { userinfo_endpoint: undefined } }
    await using providers = openIdentityProviders([hostile.config], { logger: silentLogger })
    const refreshed = await providers.get('corp')?.refresh({ refreshToken, subject: 'alice' })
    if (refreshed?.outcome !== 'refreshed') throw new Error('not refreshed')
    expect(refreshed.person).toBeUndefined()
    expect(refreshed.tokens.refreshToken?.reveal()).toBe('rt')
  })
})

describe('a refresh that fails for a reason of its own does not end a session', () => {
  const refreshToken = new Secret('rt')
  const json = { 'content-type': 'application/json' }

  test.for<[number, string, Record<string, string>]>([
    [400, '{"error":"invalid_client"}', json],
    [401, '{"error":"invalid_client"}', { ...json, 'www-authenticate': 'Basic realm="x"' }],
    [400, '{"error":"temporarily_unavailable"}', json],
    [429, '{"error":"slow_down"}', json],
    [500, '{"error":"invalid_grant"}', json],
    [503, 'down', {}],
    [200, '<p>maintenance</p>', { 'content-type': 'text/html' }],
  ])('%i %s', async ([status, body, headers]) => {
    await using hostile = await startHostileProvider()
    hostile.behaviour = { respond: { '/token': (_, response) => response.writeHead(status, headers).end(body) } }
    await using providers = openIdentityProviders([hostile.config], { logger: silentLogger })
    const refreshed = providers.get('corp')?.refresh({ refreshToken, subject: 'alice' })
    await expect(refreshed).rejects.toMatchObject({ code: 'unavailable' })
  })

  test('and a rotated token is not lost with a UserInfo endpoint that fails', async () => {
    await using hostile = await startHostileProvider()
    hostile.behaviour = {
      tokenResponse: { refresh_token: 'rotated' },
      respond: { '/userinfo': (_, response) => response.writeHead(503).end() },
    }
    await using providers = openIdentityProviders([hostile.config], { logger: silentLogger })
    const refreshed = await providers.get('corp')?.refresh({ refreshToken, subject: 'alice' })
    if (refreshed?.outcome !== 'refreshed') throw new Error('not refreshed')
    expect(refreshed.person).toBeUndefined()
    expect(refreshed.tokens.refreshToken?.reveal()).toBe('rotated')
  })
})

describe('a revocation', () => {
  const tokens = { accessToken: new Secret('at'), refreshToken: new Secret('rt') }

  test('ends the grant first and then what is left of it', async () => {
    await using hostile = await startHostileProvider()
    await using providers = openIdentityProviders([hostile.config], { logger: silentLogger })
    expect(await providers.get('corp')?.revoke(tokens)).toBe('revoked')
    expect(hostile.forms.map((form) => form.get('token'))).toEqual(['rt', 'at'])
  })

  test('is nothing that every provider has', async () => {
    await using hostile = await startHostileProvider()
    hostile.behaviour = { metadata: { revocation_endpoint: undefined, end_session_endpoint: undefined } }
    await using providers = openIdentityProviders([hostile.config], { logger: silentLogger })
    expect(await providers.get('corp')?.revoke(tokens)).toBe('unsupported')
    const request = { postLogoutRedirectUri: 'https://a.example/', state: 's' }
    expect(await providers.get('corp')?.endSessionUrl(request)).toBeUndefined()
  })
})
