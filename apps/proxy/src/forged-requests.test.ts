import { once } from 'node:events'
import { connect } from 'node:http2'
import { expect, test } from 'vitest'
import { type Client, startConstellation } from './constellation.fixture.ts'
import { startUpstream } from './edge.fixture.ts'

const page = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

/** The status of an HTTP/2 request with these lines of Cookie. */
async function statusOverHttp2({ port, ca }: Client, cookie: readonly string[]): Promise<number> {
  const session = connect(`https://127.0.0.1:${port}`, { ca, servername: 'app.localhost' })
  try {
    const stream = session.request({ ':path': '/', ':authority': 'app.localhost', cookie: [...cookie] })
    const [headers] = await once(stream, 'response')
    return Number(headers[':status'])
  } finally {
    session.destroy()
  }
}

test('CK-02: two session cookies are refused in whatever lines they come, and ours counts beside any other', async () => {
  await using upstream = await startUpstream((_request, response) => response.end())
  await using network = await startConstellation({ upstream: upstream.url })
  const [client] = network.clients
  if (client === undefined) throw new Error('no proxy')
  const [alice, mallory] = [network.backend.signIn(), network.backend.signIn()]
  const tossed = [
    `${mallory.cookie}; ${alice.cookie}`,
    `${alice.cookie}; a=1; ${alice.cookie}`,
    `__Host-sallyport=planted; ${alice.cookie}`,
    `${alice.cookie}; __Host-sallyport=`,
  ]
  for (const cookie of tossed) {
    expect([cookie, (await client.get('/', { cookie })).status]).toEqual([cookie, 400])
    expect([cookie, await statusOverHttp2(client, cookie.split('; '))]).toEqual([cookie, 400])
  }
  expect(upstream.requests).toEqual([])
  const besides = [alice.cookie, 'sallyport=planted', '__host-sallyport=planted', '__Secure-sallyport=planted']
  expect((await client.get('/', { cookie: besides.join('; ') })).status).toBe(200)
  expect(await statusOverHttp2(client, besides)).toBe(200)
  for (const check of network.backend.checks) expect(check.sessionId).toBe(alice.id)
})

test('SI-09: nothing that a client says of host and scheme gets into an address of ours', async () => {
  await using upstream = await startUpstream((_request, response) => response.end())
  await using network = await startConstellation({ upstream: upstream.url })
  const [client] = network.clients
  if (client === undefined) throw new Error('no proxy')
  const forged = {
    'x-forwarded-host': 'evil.test',
    'x-forwarded-proto': 'http',
    'x-forwarded-port': '81',
    'x-forwarded-prefix': '//evil.test',
    'x-original-url': '//evil.test/',
    'x-original-host': 'evil.test',
    forwarded: 'host=evil.test;proto=javascript',
    referer: 'https://evil.test/',
    origin: 'https://evil.test',
  }
  const { cookie } = network.backend.signIn()
  const addresses = ['/', '/.sallyport/sign_in', '/.sallyport/sign_out', '/.sallyport/user', '/.well-known/sallyport']
  for (const path of [...addresses, '/.sallyport/callback?code=x&flow=y']) {
    for (const headers of [forged, { ...forged, ...page }, { ...forged, ...page, cookie }]) {
      const answer = await client.get(path, headers)
      expect(`${JSON.stringify(answer.headers)} ${answer.body}`).not.toMatch(/evil\.test|javascript:|http:/)
    }
  }
  const { location } = (await client.get('/', { ...forged, ...page })).headers
  expect(String(location)).toMatch(/^https:\/\/authenticate\.localhost\/\.sallyport\/sign_in\?host=app\.localhost&/)
})
