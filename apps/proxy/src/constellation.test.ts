import { once } from 'node:events'
import { newOneTimeCode } from '@sallyport/tokens'
import { expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { startConstellation } from './constellation.fixture.ts'
import { startUpstream } from './edge.fixture.ts'

async function startEcho() {
  const upstream = await startUpstream((request, response) =>
    response.end(JSON.stringify({ url: request.url, headers: request.headers })),
  )
  new WebSocketServer({ server: upstream.server })
  return upstream
}

async function statusOf(socket: WebSocket): Promise<number> {
  const [, response]: { statusCode?: number }[] = await once(socket, 'unexpected-response')
  socket.terminate()
  return response?.statusCode ?? 0
}

test('a deleted session closes its WebSockets at every proxy, says why, and opens nothing any more', async () => {
  await using upstream = await startEcho()
  await using network = await startConstellation({ upstream: upstream.url, proxies: 2 })
  const { backend, clients } = network
  const [alice, bob] = [backend.signIn(), backend.signIn()]
  const hers = clients.map((client) => client.webSocket(alice.cookie))
  const his = clients.map((client) => client.webSocket(bob.cookie))
  await Promise.all([...hers, ...his].map((socket) => once(socket, 'open')))

  const closed = Promise.all(hers.map((socket) => once(socket, 'close')))
  const deletedAtMs = performance.now()
  backend.store.remove('session', alice.id)
  const closes = await closed
  const tookMs = performance.now() - deletedAtMs

  expect(closes.map(([code, reason]) => [code, String(reason)])).toEqual([
    [1008, 'session-ended'],
    [1008, 'session-ended'],
  ])
  expect(tookMs).toBeLessThan(1_000)
  expect(his.map(({ readyState }) => readyState)).toEqual([1, 1])
  for (const client of clients) expect(await client.get('/', { cookie: alice.cookie })).toMatchObject({ status: 401 })
  for (const socket of his) socket.terminate()
})

test.each(['request', 'upgrade'])(
  'a session that is deleted while the answer about it is on its way is refused: %s',
  async (kind) => {
    const reached = Promise.withResolvers<void>()
    const resumed = Promise.withResolvers<void>()
    const afterCheckAnswer = async (): Promise<void> => {
      reached.resolve()
      await resumed.promise
    }
    await using upstream = await startEcho()
    await using network = await startConstellation({ upstream: upstream.url, pausePoints: { afterCheckAnswer } })
    const [client] = network.clients
    if (client === undefined) throw new Error('no proxy')
    const alice = network.backend.signIn()
    const status =
      kind === 'upgrade'
        ? statusOf(client.webSocket(alice.cookie))
        : client.get('/', { cookie: alice.cookie }).then((answer) => answer.status)
    await reached.promise
    network.backend.store.remove('session', alice.id)
    await expect
      .poll(async () => (await client.admin('/status')).body)
      .toContain(`"version": "${network.backend.store.version}"`)
    resumed.resolve()
    expect(await status).toBe(401)
    expect(upstream.requests).toEqual([])
  },
)

test('a browser signs in and its first request carries who it is', async () => {
  await using upstream = await startEcho()
  await using network = await startConstellation({ upstream: upstream.url, proxies: 2 })
  const { backend, clients } = network
  const [first, second] = clients
  if (first === undefined || second === undefined) throw new Error('no proxies')
  const browser = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

  const start = await first.get('/deep?x=1', browser)
  expect(start.status).toBe(302)
  const flow = new URL(String(start.headers['location'])).searchParams.get('flow') ?? ''
  const cookies = [start.headers['set-cookie'] ?? []].flat().map((line) => line.slice(0, line.indexOf(';')))
  const alice = backend.signIn()
  const { sessionId, secret, recordVersion, epoch } = alice.handle
  backend.redeem = () => ({
    ...{ redeemed: true, sessionId, handleSecret: Buffer.from(secret.reveal()), epoch },
    recordVersion: recordVersion.toString(),
  })
  const query = new URLSearchParams({ code: newOneTimeCode().reveal(), flow })
  const back = await second.get(`/.sallyport/callback?${query.toString()}`, { ...browser, cookie: cookies.join('; ') })
  expect(back).toMatchObject({ status: 303, headers: { location: '/deep?x=1' } })
  const session = [back.headers['set-cookie'] ?? []].flat().find((line) => line.startsWith('__Host-sallyport=')) ?? ''
  const page = await first.get('/deep?x=1', { cookie: `${session.slice(0, session.indexOf(';'))}; theirs=1` })
  expect(JSON.parse(page.body)).toMatchObject({
    url: '/deep?x=1',
    headers: { 'x-sallyport-jwt-assertion': `for ${sessionId}`, cookie: 'theirs=1' },
  })
})

test('what was decided serves without authorize, and anything else is 503, never a sign-in', async () => {
  await using upstream = await startEcho()
  await using network = await startConstellation({ upstream: upstream.url })
  const [client] = network.clients
  if (client === undefined) throw new Error('no proxy')
  const [alice, bob] = [network.backend.signIn(), network.backend.signIn()]
  expect(await client.get('/', { cookie: alice.cookie })).toMatchObject({ status: 200 })
  network.backend.check = () => {
    throw new Error('a bug of authorize')
  }
  expect(await client.get('/', { cookie: alice.cookie })).toMatchObject({ status: 200 })
  const answer = await client.get('/', { cookie: bob.cookie, accept: 'text/html' })
  expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '2' } })
  expect(answer.headers['set-cookie']).toBeUndefined()
})

test('a databroker that falls silent makes it unready, then 503, and closes what is open', async () => {
  await using upstream = await startEcho()
  await using network = await startConstellation({ upstream: upstream.url, maxStalenessMs: 2_000 })
  const [client] = network.clients
  if (client === undefined) throw new Error('no proxy')
  const alice = network.backend.signIn()
  const socket = client.webSocket(alice.cookie)
  await once(socket, 'open')
  expect(await client.admin('/readyz')).toMatchObject({ status: 200 })
  const closed = once(socket, 'close')
  network.backend.store.isSilent = true
  const [code, reason] = await closed
  expect([code, String(reason)]).toEqual([1008, 'authorization-unknown'])
  expect(await client.admin('/readyz')).toMatchObject({ status: 503 })
  expect(await client.get('/', { cookie: alice.cookie })).toMatchObject({ status: 503 })
  network.backend.store.isSilent = false
  await expect.poll(async () => (await client.admin('/readyz')).status, { timeout: 5_000 }).toBe(200)
  expect(await client.get('/', { cookie: alice.cookie })).toMatchObject({ status: 200 })
}, 15_000)

test('a whole state that has lost every route is kept aside, with an alarm, and the routes go on', async () => {
  await using upstream = await startEcho()
  await using network = await startConstellation({ upstream: upstream.url })
  const [client] = network.clients
  if (client === undefined) throw new Error('no proxy')
  const alice = network.backend.signIn()
  expect(await client.get('/', { cookie: alice.cookie })).toMatchObject({ status: 200 })
  network.backend.store.forget('route')
  await expect.poll(async () => (await client.admin('/status')).body).toContain('reset_kept_aside')
  expect((await client.admin('/metrics')).body).toMatch(/sallyport_sync_held_resets\{.*\} 1\n/)
  expect(await client.get('/', { cookie: alice.cookie })).toMatchObject({ status: 200 })
})
