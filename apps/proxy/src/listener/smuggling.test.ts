import { once } from 'node:events'
import { expect, test } from 'vitest'
import { openHttp2, openRaw, readToEnd, requestHttp2, sendRaw, startEdge, startUpstream } from '../edge.fixture.ts'

const crlf = (lines: readonly string[], body = ''): string => `${lines.join('\r\n')}\r\n\r\n${body}`
const host = 'Host: app.localhost'

test.each([
  ['CL.TE', crlf(['POST / HTTP/1.1', host, 'Content-Length: 6', 'Transfer-Encoding: chunked'], '0\r\n\r\nG')],
  ['TE.CL', crlf(['POST / HTTP/1.1', host, 'Transfer-Encoding: chunked', 'Content-Length: 6'], '0\r\n\r\nG')],
  ['an unknown coding', crlf(['POST / HTTP/1.1', host, 'Transfer-Encoding: xchunked'], '0\r\n\r\n')],
  [
    'a control character after the coding',
    crlf(['POST / HTTP/1.1', host, 'Transfer-Encoding: chunked\x0b'], '0\r\n\r\n'),
  ],
  [
    'two Transfer-Encoding',
    crlf(['POST / HTTP/1.1', host, 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], '0\r\n\r\n'),
  ],
  ['a coding before chunked', crlf(['POST / HTTP/1.1', host, 'Transfer-Encoding: gzip, chunked'], '0\r\n\r\n')],
  ['a space before the colon', crlf(['POST / HTTP/1.1', host, 'Transfer-Encoding : chunked'], '0\r\n\r\n')],
  ['Content-Length: +5', crlf(['POST / HTTP/1.1', host, 'Content-Length: +5'], 'hello')],
  ['Content-Length: 5, 5', crlf(['POST / HTTP/1.1', host, 'Content-Length: 5, 5'], 'hello')],
  ['Content-Length: 0x5', crlf(['POST / HTTP/1.1', host, 'Content-Length: 0x5'], 'hello')],
  ['two Content-Length', crlf(['POST / HTTP/1.1', host, 'Content-Length: 5', 'Content-Length: 5'], 'hello')],
  ['a folded line', crlf(['GET / HTTP/1.1', host, 'X: y', ' Content-Length: 10'])],
  ['a bare CR in a value', crlf(['GET / HTTP/1.1', host, 'X: y\rContent-Length: 10'])],
  ['a bare LF as line end', `GET / HTTP/1.1\n${host}\n\n`],
  ['chunked in HTTP/1.0', crlf(['POST / HTTP/1.0', host, 'Transfer-Encoding: chunked'], '0\r\n\r\n')],
  ['a NUL in a value', crlf(['GET / HTTP/1.1', host, 'X: a\0b'])],
])('HP-07: %s is answered 400, the connection closes and nothing reaches the upstream', async (_name, bytes) => {
  await using upstream = await startUpstream((_request, response) => response.end('leaked'))
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })

  const answer = await sendRaw(edge, bytes + crlf(['GET /smuggled HTTP/1.1', host]))

  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1)
  expect(upstream.requests).toHaveLength(0)
})

test('HP-07: a chunk extension with a line feed breaks the request off, and what follows is not a request', async () => {
  await using upstream = await startUpstream((request, response) => {
    request.resume().once('end', () => response.end('whole'))
    request.once('error', () => {})
  })
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })

  const head = crlf(['POST / HTTP/1.1', host, 'Transfer-Encoding: chunked'])
  const answer = await sendRaw(edge, `${head}5;a\nb\r\nhello\r\n0\r\n\r\n${crlf(['GET /smuggled HTTP/1.1', host])}`)

  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  expect(upstream.requests.map(({ url }) => url)).not.toContain('/smuggled')
})

test.each([
  ['no Host', crlf(['GET / HTTP/1.1']), 'no-host'],
  ['two Host', crlf(['GET / HTTP/1.1', host, 'Host: other.localhost']), 'several-hosts'],
  [
    'an absolute target with another host',
    crlf(['GET https://other.localhost/ HTTP/1.1', host]),
    'target-differs-from-host',
  ],
  ['a port after the port', crlf(['GET / HTTP/1.1', 'Host: app.localhost:443:80']), 'bad-host'],
  ['a zone id', crlf(['GET / HTTP/1.1', 'Host: [::1%25eth0]']), 'zone-id'],
])('HP-10: %s is answered 400 with its reason', async (_name, bytes, reason) => {
  await using edge = await startEdge({ routes: [{ to: 'http://127.0.0.1:1' }] })

  const answer = await sendRaw(edge, bytes)

  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  expect(answer).toContain(`reason: ${reason}`)
})

test.each(['app.localhost.', 'APP.LOCALHOST', 'app.localhost:443'])(
  'HP-10: Host: %s is the same route',
  async (name) => {
    await using upstream = await startUpstream((_request, response) => response.end('here'))
    await using edge = await startEdge({ routes: [{ to: upstream.url }] })

    const answer = await sendRaw(edge, crlf(['GET / HTTP/1.1', `Host: ${name}`, 'Connection: close']))

    expect(answer).toContain('here')
    expect(edge.authorizer.asked[0]?.authority).toBe('app.localhost')
  },
)

test('HP-08: a header value beyond ASCII is answered 400', async () => {
  await using edge = await startEdge({ routes: [{ to: 'http://127.0.0.1:1' }] })

  expect(await sendRaw(edge, crlf(['GET / HTTP/1.1', host, 'X: \xe9']))).toContain('reason: bad-header-value')
})

test('HP-09: more than 100 headers, or more than 64 kB of them, are answered 431; odd names are only names', async () => {
  await using upstream = await startUpstream((request, response) =>
    response.end(String(request.headers['constructor'])),
  )
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  const many = Array.from({ length: 101 }, (_, index) => `${index}: x`)

  expect(await sendRaw(edge, crlf(['GET / HTTP/1.1', host, ...many]))).toMatch(/^HTTP\/1\.1 431 /)
  expect(await sendRaw(edge, crlf(['GET / HTTP/1.1', host, `X: ${'x'.repeat(66_000)}`]))).toMatch(/^HTTP\/1\.1 431 /)
  expect(await sendRaw(edge, crlf(['GET / HTTP/1.1', host, `X: ${'x'.repeat(200_000)}`]))).toMatch(/^HTTP\/1\.1 431 /)
  const odd = crlf(['GET / HTTP/1.1', host, '__proto__: a', 'constructor: b', 'toString: c', 'Connection: close'])
  expect(await sendRaw(edge, odd)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nb$/)
})

test('HP-16: a request sent behind one for a WebSocket is not read when the upstream says 403', async () => {
  await using upstream = await startUpstream((_request, response) => response.end('leaked'))
  upstream.server.on('upgrade', (_request, socket) =>
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno'),
  )
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  const upgrade = ['GET /ws HTTP/1.1', host, 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: x']

  const answer = await sendRaw(edge, crlf(upgrade) + crlf(['GET /admin HTTP/1.1', host]))

  expect(answer).toMatch(/^HTTP\/1\.1 403 /)
  expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1)
  expect(answer).toMatch(/connection: close/i)
  expect(edge.authorizer.asked.map(({ path }) => path)).toEqual(['/ws'])
})

test.each(['h2c', 'TLS/1.0', 'foo', 'SPDY/3.1'])(
  'HP-17: Upgrade: %s is dropped and never tunnelled',
  async (protocol) => {
    await using upstream = await startUpstream((request, response) =>
      response.end(`upgrade=${request.headers.upgrade}`),
    )
    await using edge = await startEdge({ routes: [{ to: upstream.url }] })
    const lines = [
      'GET / HTTP/1.1',
      host,
      'Connection: Upgrade, HTTP2-Settings',
      `Upgrade: ${protocol}`,
      'HTTP2-Settings: AAMAAABk',
    ]

    const socket = await openRaw(edge)
    socket.write(crlf(lines))
    const [answer] = await once(socket, 'data')
    socket.destroy()

    expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /)
    expect(upstream.requests[0]?.headers).not.toHaveProperty('upgrade')
    expect(upstream.requests[0]?.headers).not.toHaveProperty('http2-settings')
  },
)

test('CN-05: CONNECT is answered 405 once, and what was sent behind it reaches nobody', async () => {
  await using upstream = await startUpstream((_request, response) => response.end('leaked'))
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  const connect = crlf(['CONNECT app.localhost:443 HTTP/1.1', 'Host: app.localhost:443'])

  const answer = await sendRaw(edge, connect + crlf(['GET /admin HTTP/1.1', host]))

  expect(answer).toMatch(/^HTTP\/1\.1 405 /)
  expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1)
  expect(upstream.requests).toHaveLength(0)
})

test('CN-06: CONNECT over HTTP/2 is answered 405 and its data reaches nobody', async () => {
  await using upstream = await startUpstream((_request, response) => response.end('leaked'))
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  using session = openHttp2(edge)

  const stream = session.request({ ':method': 'CONNECT', ':authority': 'app.localhost' }, { endStream: false })
  stream.on('error', () => {})
  stream.end('GET /delay HTTP/1.1\r\nHost: x\r\n\r\n')
  const [headers]: Record<string, unknown>[] = await once(stream, 'response')

  expect(headers).toMatchObject({ ':status': 405 })
  expect(upstream.requests).toHaveLength(0)
})

test('HP-24: TRACE is answered 405 over both versions, and the connection stays', async () => {
  await using upstream = await startUpstream((_request, response) => response.end('ok'))
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  using session = openHttp2(edge)

  const answer = await sendRaw(
    edge,
    crlf(['TRACE / HTTP/1.1', host]) + crlf(['GET / HTTP/1.1', host, 'Connection: close']),
  )

  expect(answer).toMatch(/^HTTP\/1\.1 405 [^]*HTTP\/1\.1 200 /)
  expect(await requestHttp2(session, { ':method': 'TRACE', ':path': '/' })).toMatchObject({ status: 405 })
})

test('HP-15: an upstream that switches protocols unasked is a bad upstream', async () => {
  await using upstream = await startUpstream((request) => {
    request.socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nxx')
  })
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })

  expect(await sendRaw(edge, crlf(['GET / HTTP/1.1', host, 'Connection: close']))).toMatch(/^HTTP\/1\.1 502 /)
})

test('HP-26: a head that does not end is answered 408', async () => {
  await using edge = await startEdge({ routes: [{ to: 'http://127.0.0.1:1' }], headTimeoutMs: 200 })
  const socket = await openRaw(edge)
  socket.write(`GET / HTTP/1.1\r\n${host}\r\n`)

  expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 408 /)
})
