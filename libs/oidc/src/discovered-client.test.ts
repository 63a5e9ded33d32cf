import { AppError, type Logger, silentLogger } from '@sallyport/kernel'
import { newCodeVerifier } from '@sallyport/tokens'
import { expect, test, vi } from 'vitest'
import { openIdentityProviders } from './open-identity-providers.ts'
import { type Behaviour, type HostileProvider, startHostileProvider } from './testing/hostile-provider.ts'

const wellKnown = '/.well-known/openid-configuration'
const unavailable = expect.objectContaining({ code: 'unavailable' })
const quick = { retry: { baseMs: 1, capMs: 5 }, refreshMs: 10, fetch: { timeoutMs: 200, maxBytes: 10_000 } }
const request = () => ({ redirectUri: 'https://a.example/cb', state: 's', nonce: 'n', codeVerifier: newCodeVerifier() })

function open(hostile: HostileProvider, options: object = {}, logger: Logger = silentLogger) {
  const providers = openIdentityProviders([hostile.config], { logger, ...quick, refreshMs: 60_000, ...options })
  const [provider] = providers.all
  if (!provider) throw new Error('no provider')
  return { providers, provider, [Symbol.asyncDispose]: () => providers[Symbol.asyncDispose]() }
}

test('a sign-in that comes first waits for the discovery that is under way', async () => {
  await using hostile = await startHostileProvider()
  await using opened = open(hostile)
  expect(opened.provider.status()).toMatchObject({ state: 'discovering', plainHttp: true })
  expect((await opened.provider.beginSignIn(request())).href).toContain(`${hostile.issuer}/authorize?`)
  expect(opened.provider.status()).toMatchObject({ state: 'ready', discoveredAt: expect.any(Date) })
  expect(hostile.requests).toEqual([`GET ${wellKnown}`])
})

test('a provider that is down stops nothing, and is found once it is up', async () => {
  await using hostile = await startHostileProvider()
  hostile.behaviour = { respond: { [wellKnown]: (_request, response) => response.writeHead(503).end('down') } }
  await using opened = open(hostile)
  await expect(opened.provider.beginSignIn(request())).rejects.toEqual(unavailable)
  expect(opened.provider.status()).toMatchObject({ state: 'discovering', problem: expect.any(String) })
  hostile.behaviour = {}
  await vi.waitFor(() => expect(opened.provider.status().state).toBe('ready'))
  expect(opened.provider.status().problem).toBeUndefined()
  expect((await opened.provider.beginSignIn(request())).pathname).toBe('/authorize')
})

test('what was known stays in use while the provider is down', async () => {
  await using hostile = await startHostileProvider()
  await using opened = open(hostile, { refreshMs: 1 })
  await opened.provider.beginSignIn(request())
  hostile.behaviour = { respond: { [wellKnown]: (_request, response) => response.destroy() } }
  await vi.waitFor(() => expect(opened.provider.status().state).toBe('stale'))
  expect((await opened.provider.beginSignIn(request())).pathname).toBe('/authorize')
})

test('what changed at the provider is noticed', async () => {
  await using hostile = await startHostileProvider()
  await using opened = open(hostile, { refreshMs: 1 })
  await opened.provider.beginSignIn(request())
  hostile.behaviour = { metadata: { authorization_endpoint: `${hostile.issuer}/moved` } }
  await vi.waitFor(async () => expect((await opened.provider.beginSignIn(request())).pathname).toBe('/moved'))
})

test.for<[string, Behaviour]>([
  ['of another issuer', { metadata: { issuer: 'https://evil.test' } }],
  [
    'that sign only with what is not accepted',
    { metadata: { id_token_signing_alg_values_supported: ['HS256', 'none'] } },
  ],
  [
    'that are a page',
    { respond: { [wellKnown]: (_, response) => response.setHeader('content-type', 'text/html').end('<p>') } },
  ],
  [
    'that are no JSON',
    { respond: { [wellKnown]: (_, response) => response.setHeader('content-type', 'application/json').end('{') } },
  ],
  [
    'that are somewhere else',
    {
      respond: { [wellKnown]: (_, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end() },
    },
  ],
  ['without end', { respond: { [wellKnown]: (_, response) => pour(response) } }],
  ['that come a byte at a time', { respond: { [wellKnown]: (_, response) => drip(response) } }],
])('metadata %s are not used (CB-12)', async ([, behaviour]) => {
  await using hostile = await startHostileProvider()
  hostile.behaviour = behaviour
  await using opened = open(hostile, { retry: { baseMs: 60_000, capMs: 60_000 } })
  await expect(opened.provider.beginSignIn(request())).rejects.toEqual(unavailable)
  expect(opened.provider.status().state).toBe('discovering')
})

test('an issuer that differs in one slash is another issuer', async () => {
  await using hostile = await startHostileProvider()
  hostile.behaviour = { metadata: { issuer: `${hostile.issuer}/` } }
  await using opened = open(hostile)
  await expect(opened.provider.beginSignIn(request())).rejects.toEqual(unavailable)
  expect(opened.provider.status().problem).toBe(`it calls itself ${hostile.issuer}/`)
})

test('endpoints on plain http elsewhere are not asked (CB-12)', async () => {
  await using hostile = await startHostileProvider()
  hostile.behaviour = { metadata: { token_endpoint: 'http://169.254.169.254/token' } }
  await using opened = open(hostile)
  const callbackUrl = new URL(`https://a.example/cb?code=c&state=s&iss=${encodeURIComponent(hostile.issuer)}`)
  await expect(opened.provider.completeSignIn({ ...request(), callbackUrl })).rejects.toEqual(unavailable)
})

test('a caller that gives up does not wait', async () => {
  await using hostile = await startHostileProvider()
  hostile.behaviour = { respond: { [wellKnown]: () => {} } }
  await using opened = open(hostile)
  const reason = new AppError('cancelled', 'the browser is gone')
  await expect(opened.provider.beginSignIn(request(), AbortSignal.abort(reason))).rejects.toBe(reason)
})

test('stopping ends a discovery that is under way', async () => {
  await using hostile = await startHostileProvider()
  const asked = Promise.withResolvers<void>()
  hostile.behaviour = { respond: { [wellKnown]: () => asked.resolve() } }
  const warn = vi.fn()
  const { providers } = open(hostile, { fetch: { timeoutMs: 60_000 } }, { ...silentLogger, warn })
  await asked.promise
  await providers[Symbol.asyncDispose]()
  expect(warn).not.toHaveBeenCalled()
})

test('a failure is logged with its reason and without a secret', async () => {
  await using hostile = await startHostileProvider()
  hostile.behaviour = { respond: { [wellKnown]: (_request, response) => response.writeHead(500).end() } }
  const warn = vi.fn()
  await using opened = open(hostile, {}, { ...silentLogger, warn })
  await expect(opened.provider.beginSignIn(request())).rejects.toEqual(unavailable)
  expect(warn).toHaveBeenCalledWith(
    { provider: 'corp', err: expect.objectContaining({ code: 'unavailable' }) },
    'identity provider not discovered',
  )
  expect(JSON.stringify(warn.mock.calls)).not.toContain('client-secret')
})

test('each of several providers stands by itself', async () => {
  await using up = await startHostileProvider()
  await using down = await startHostileProvider()
  down.behaviour = { respond: { [wellKnown]: (_request, response) => response.destroy() } }
  const configs = [
    { ...up.config, name: 'up' },
    { ...down.config, name: 'down' },
  ]
  await using providers = openIdentityProviders(configs, { logger: silentLogger, ...quick })
  expect(providers.all.map(({ name }) => name)).toEqual(['up', 'down'])
  expect((await providers.get('up')?.beginSignIn(request()))?.origin).toBe(up.issuer)
  await expect(providers.get('down')?.beginSignIn(request())).rejects.toEqual(unavailable)
  expect(providers.get('toString')).toBeUndefined()
})

type Answer = Parameters<NonNullable<Behaviour['respond']>[string]>[1]

function pour(response: Answer): void {
  response.setHeader('content-type', 'application/json')
  const more = (): void => {
    while (!response.destroyed && response.write(' '.repeat(5_000)));
    if (!response.destroyed) response.once('drain', more)
  }
  more()
}

function drip(response: Answer): void {
  response.setHeader('content-type', 'application/json')
  const timer = setInterval(() => response.write(' '), 20)
  response.once('close', () => clearInterval(timer))
}
