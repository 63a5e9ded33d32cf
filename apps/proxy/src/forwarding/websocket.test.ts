import { once } from 'node:events'
import { expect, test } from 'vitest'
import { type ClientOptions, type RawData, WebSocket, WebSocketServer } from 'ws'
import { type EdgeFixture, openRaw, readToEnd, startEdge, startUpstream } from '../edge.fixture.ts'

/** An upstream that sends every message back. */
async function startEcho() {
  const upstream = await startUpstream((_request, response) => response.end('not a WebSocket'))
  const sockets = new WebSocketServer({
    server: upstream.server,
    handleProtocols: (offered) => [...offered][0] ?? false,
  })
  sockets.on('connection', (socket) =>
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })),
  )
  return { upstream, sockets }
}

function open({ port, ca }: EdgeFixture, options: ClientOptions = {}, protocols: string[] = []): WebSocket {
  const socket = new WebSocket(`wss://app.localhost:${port}/ws`, protocols, {
    ca,
    lookup: (_host, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    ...options,
    headers: { host: 'app.localhost', ...options.headers },
  })
  socket.on('error', () => {})
  return socket
}

async function statusOf(socket: WebSocket): Promise<number> {
  const [, response]: { statusCode?: number }[] = await once(socket, 'unexpected-response')
  socket.terminate()
  return response?.statusCode ?? 0
}

test('messages pass both ways, with the protocol that the upstream chose', async () => {
  const { upstream } = await startEcho()
  await using _upstream = upstream
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  const socket = open(edge, {}, ['chat'])
  await once(socket, 'open')
  const large = Buffer.alloc(1024 * 1024, 7)

  socket.send('hello')
  const [text]: RawData[] = await once(socket, 'message')
  socket.send(large)
  const [binary]: RawData[] = await once(socket, 'message')
  socket.close(1000)
  await once(socket, 'close')

  expect(socket.protocol).toBe('chat')
  expect(text).toEqual(Buffer.from('hello'))
  expect(binary).toEqual(large)
  await expect.poll(() => edge.logged[0]).toMatchObject({ status: 101, outcome: 'forwarded' })
  expect(edge.authorizer.rights[0]?.hasEnded).toBe(true)
})

test('a lost right closes the socket with 1008 and the reason, and the upstream too', async () => {
  const { upstream, sockets } = await startEcho()
  await using _upstream = upstream
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  const socket = open(edge)
  await once(socket, 'open')
  const [upstreamSide] = sockets.clients
  const upstreamClosed = once(upstreamSide ?? socket, 'close')

  edge.authorizer.rights[0]?.lose('session-ended')

  const [code, reason]: unknown[] = await once(socket, 'close')
  await upstreamClosed
  expect([code, String(reason)]).toEqual([1008, 'session-ended'])
  await expect.poll(() => edge.logged[0]).toMatchObject({ outcome: 'cut', failure: 'session-ended' })
})

test('a lost right in the middle of a frame ends the connection without a frame that nobody could read', async () => {
  await using upstream = await startUpstream(() => {})
  upstream.server.on('upgrade', (_request, socket) => {
    socket.on('error', () => {})
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    socket.write(Buffer.from([0x81, 5, 0x68, 0x65]))
  })
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  const socket = await openRaw(edge)
  socket.write('GET /ws HTTP/1.1\r\nHost: app.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  for (let seen = ''; !seen.endsWith('he'); ) seen += String((await once(socket, 'data'))[0])

  edge.authorizer.rights[0]?.lose('session-ended')

  expect(await readToEnd(socket)).toBe('')
})

test('the proxy stopping closes sockets with 1001', async () => {
  const { upstream } = await startEcho()
  await using _upstream = upstream
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  const socket = open(edge)
  await once(socket, 'open')

  edge.handler.closeTunnels()

  expect((await once(socket, 'close'))[0]).toBe(1001)
})

test('HP-16: bytes behind the request wait until the upstream has accepted', async () => {
  const held = Promise.withResolvers<() => void>()
  const received: Buffer[] = []
  await using upstream = await startUpstream(() => {})
  upstream.server.on('upgrade', (_request, socket, head) => {
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => received.push(chunk))
    received.push(head)
    held.resolve(() => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    })
  })
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  const socket = await openRaw(edge)
  socket.write('GET /ws HTTP/1.1\r\nHost: app.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nearly')
  const accept = await held.promise
  expect(String(Buffer.concat(received))).toBe('')

  accept()

  await once(socket, 'data')
  await expect.poll(() => String(Buffer.concat(received))).toBe('early')
  socket.destroy()
})

test('an upstream that switches to another protocol is a bad upstream', async () => {
  await using upstream = await startUpstream(() => {})
  upstream.server.on('upgrade', (_request, socket) => {
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n')
  })
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })

  expect(await statusOf(open(edge))).toBe(502)
})

test.each([
  ['its own', 'https://app.localhost', undefined],
  ['an allowed one', 'https://friend.localhost', undefined],
  ['another', 'https://evil.test', 403],
  ['no', undefined, 403],
])('HP-18: a WebSocket with a session and %s origin', async (_name, origin, refusal) => {
  const { upstream } = await startEcho()
  await using _upstream = upstream
  await using edge = await startEdge({ routes: [{ to: upstream.url, allowed_origins: ['https://friend.localhost'] }] })
  const headers = { cookie: 'a=b; __Host-sallyport=x', ...(origin === undefined ? {} : { origin }) }
  const socket = open(edge, { headers })

  if (refusal === undefined) await once(socket, 'open')
  else expect(await statusOf(socket)).toBe(refusal)
  expect(edge.authorizer.asked).toHaveLength(refusal === undefined ? 1 : 0)
  socket.terminate()
})

test('HP-18: without a session of ours any origin may try, as nobody’s right is borrowed', async () => {
  const { upstream } = await startEcho()
  await using _upstream = upstream
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  const socket = open(edge, { headers: { origin: 'https://evil.test' } })

  await once(socket, 'open')
  socket.terminate()
})

test('a route can refuse WebSockets, and a denial reaches a client that asks for one', async () => {
  const { upstream } = await startEcho()
  await using _upstream = upstream
  await using edge = await startEdge({ routes: [{ to: upstream.url, allow_websockets: false }] })
  expect(await statusOf(open(edge))).toBe(403)

  edge.setRoutes([{ to: upstream.url }])
  const response = { status: 401, headers: { 'www-authenticate': 'Bearer' }, body: 'sign in' }
  edge.authorizer.answer = () => ({ outcome: 'respond', response, reasons: [] })
  expect(await statusOf(open(edge))).toBe(401)
})

test('a route that was decided about in a version without WebSockets opens none', async () => {
  const { upstream, sockets } = await startEcho()
  await using _upstream = upstream
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  edge.authorizer.answer = (_request, { id, version, route }) =>
    edge.authorizer.allow({ id, version: version + 1n, route: { ...route, allow_websockets: false } })
  expect(await statusOf(open(edge))).toBe(403)
  expect(sockets.clients.size).toBe(0)
  await expect.poll(() => edge.authorizer.rights[0]?.hasEnded).toBe(true)
})
