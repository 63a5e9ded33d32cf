import { request } from 'node:https'
import { connect } from 'node:tls'
import { createLocalServiceAuthority, MemoryIdentitySource, serviceTlsOptions } from '@sallyport/pki'
import { newKeyRingFile } from '@sallyport/tokens'
import { expect, test } from 'vitest'
import { startAuthenticate } from './authenticate.ts'
import { startFakeDatabroker } from './testing/fake-databroker.ts'
import { authenticateUrl, newRouteFlow, startNetwork } from './testing/network.ts'
import { recordingLog } from './testing/recording-log.ts'

test('it starts without databroker and provider, says what it waits for, and is ready when the routes are known', async () => {
  const authority = await createLocalServiceAuthority()
  const identities = new MemoryIdentitySource(await authority.issueServiceIdentity('authenticate', 'authenticate-0'))
  const gone = await startFakeDatabroker(authority)
  const { address } = gone
  await gone[Symbol.asyncDispose]()
  const free = { host: '127.0.0.1', port: 0 }
  await using network = await startNetwork()
  const config = {
    ...network.config,
    grpcAddress: free,
    databrokerAddresses: [address],
    identityProviders: [{ ...network.provider.config, issuer: 'http://127.0.0.1:9' }],
    grantKeyRing: newKeyRingFile(),
  }
  await using authenticate = await startAuthenticate(config, { identities, log: recordingLog().log })
  const admin = async (path: string) => fetch(`http://127.0.0.1:${authenticate.adminPort}${path}`)
  expect((await admin('/livez')).status).toBe(200)
  const notReady = await admin('/readyz')
  expect([notReady.status, await notReady.json()]).toMatchObject([503, { problems: { routes: expect.any(String) } }])
  expect(await (await admin('/status')).json()).toMatchObject({
    components: {
      identity_providers: {
        sign_in: 'degraded',
        identity_providers: [{ name: 'corporate', sign_in: 'degraded', metadata: 'discovering', plain_http: true }],
      },
    },
  })
  await using _broker = await startFakeDatabroker(authority, { address })
  await expect.poll(async () => (await admin('/readyz')).status, { timeout: 15_000 }).toBe(200)
})

test('its HTTP face answers proxies and nobody else', async () => {
  await using network = await startNetwork()
  const stranger = await createLocalServiceAuthority()
  const refused = [
    await network.issue('authorize'),
    await network.issue('databroker'),
    await network.issue('authenticate'),
    new MemoryIdentitySource(await stranger.issueServiceIdentity('proxy', 'proxy-0')),
  ]
  for (const identities of refused)
    await expect(network.browser(identities).ask('/.sallyport/signed_out')).rejects.toThrow()
  const withoutCertificate = Promise.withResolvers<number | undefined>()
  const { ca } = serviceTlsOptions(network.proxy.current())
  request({
    ...{ host: '127.0.0.1', port: network.authenticate.httpPort, path: '/.sallyport/signed_out', ca },
    checkServerIdentity: () => undefined,
  })
    .on('response', ({ statusCode }) => withoutCertificate.resolve(statusCode))
    .on('error', withoutCertificate.reject)
    .end()
  await expect(withoutCertificate.promise).rejects.toThrow()
  expect((await network.browser().ask('/.sallyport/signed_out')).status).toBe(200)
})

test('a new certificate of its own is shown to new connections', async () => {
  await using network = await startNetwork()
  const shown = async (): Promise<string> => {
    const socket = connect({
      ...serviceTlsOptions(network.proxy.current()),
      host: '127.0.0.1',
      port: network.authenticate.httpPort,
      checkServerIdentity: () => undefined,
    })
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    socket.on('secureConnect', () => resolve(socket.getPeerX509Certificate()?.serialNumber ?? ''))
    socket.on('error', reject)
    try {
      return await promise
    } finally {
      socket.destroy()
    }
  }
  expect(await shown()).toBe(network.identities.current().serialNumber)
  const next = await network.authority.issueServiceIdentity('authenticate', 'authenticate-0')
  network.identities.replace(next)
  expect(await shown()).toBe(next.serialNumber)
})

test('CK-11, HP-25: no log line holds a code, a state, a token, a cookie or a verifier', async () => {
  const { log, text } = recordingLog()
  await using network = await startNetwork({ log })
  const browser = network.browser()
  const asked = newRouteFlow()
  const { location } = await browser.follow(asked.signIn)
  const code = location?.searchParams.get('code') ?? ''
  const { handleSecret } = await network.redeem({ ...asked, code })
  await network.redeem({ ...asked, code })
  await browser.ask('/oauth2/callback?state=a-state-that-is-secret&code=a-code-that-is-secret')
  await expect.poll(text).toContain('"path":"/oauth2/callback"')
  for (const message of ['signed in', 'session handed over', 'sign-in code presented', 'request'])
    expect(text()).toContain(`"message":"${message}"`)
  const secrets = [code, asked.verifier, handleSecret.toString('base64url'), ...browser.cookies.values()]
  for (const secret of [...secrets, asked.flow, 'that-is-secret']) expect(text()).not.toContain(secret)
})

test('what happens is counted', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const asked = newRouteFlow()
  const { location } = await browser.follow(asked.signIn)
  await network.redeem({ ...asked, code: location?.searchParams.get('code') ?? '' })
  await browser.ask('/oauth2/callback?state=x')
  await browser.ask('/no-such-page')
  const text = await (await network.admin('/metrics')).text()
  const counted = text.split('\n').filter((line) => line.startsWith('sallyport_authenticate_') && line.endsWith(' 1'))
  for (const expected of [
    ['sign_ins_total', 'provider="corporate"', 'outcome="begun"'],
    ['sign_ins_total', 'provider="corporate"', 'outcome="signed-in"'],
    ['hand_overs_total'],
    ['redemptions_total', 'outcome="redeemed"'],
    ['callbacks_refused_total', 'reason="not-begun-here"'],
    ['http_request_seconds_count', 'path="other"', 'status="404"'],
  ]) {
    const found = counted.filter((line) => expected.every((part) => line.includes(part)))
    expect([expected, found.length]).toEqual([expected, 1])
  }
})

test('unknown pages and methods are refused', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  expect((await browser.ask('/no-such-page')).status).toBe(404)
  expect((await browser.ask('/.sallyport/sign_in/')).status).toBe(404)
  const { status, headers } = await browser.ask('/.sallyport/user', { method: 'DELETE' })
  expect([status, headers['allow']]).toEqual([405, 'GET, HEAD'])
})

test('SI-14: no page can be framed, stored or guessed at', async () => {
  await using network = await startNetwork({ providers: ['corporate', 'partners'] })
  const browser = network.browser()
  const pages = ['/', '/.sallyport/sign_in', '/.sallyport/user', '/.sallyport/signed_out', '/oauth2/callback', '/none']
  for (const path of pages) {
    const { headers } = await browser.ask(path)
    expect([path, headers]).toMatchObject([
      path,
      { 'x-frame-options': 'DENY', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
    ])
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['x-request-id']).toBe('request-1')
  }
})

test('the keys by which upstreams verify assertions are those of all replicas of authorize', async () => {
  await using network = await startNetwork()
  const publish = async (id: string, data: Record<string, unknown>, expiresAt = new Date(Date.now() + 60_000)) =>
    network.broker.store.put({ type: 'jwks', id, data, expiresAt, precondition: { mode: 'upsert' }, writtenBy: 'test' })
  await publish('authorize-0', { keys: [{ kid: 'a', kty: 'EC' }] })
  await publish('authorize-1', { keys: [{ kid: 'b', kty: 'EC' }] })
  await publish('authorize-2', { keys: 'malformed' })
  await publish('authorize-3', { keys: [{ kid: 'c', kty: 'EC' }] }, new Date(Date.now() - 1))
  const browser = network.browser()
  const keys = async () => JSON.parse((await browser.ask('/.well-known/sallyport/jwks.json')).body).keys
  await expect.poll(keys).toEqual([
    { kid: 'a', kty: 'EC' },
    { kid: 'b', kty: 'EC' },
  ])
  const { body, headers } = await browser.ask('/.well-known/sallyport')
  expect(JSON.parse(body)).toMatchObject({ jwks_uri: `${authenticateUrl}/.well-known/sallyport/jwks.json` })
  expect(headers['access-control-allow-origin']).toBe('*')
})
