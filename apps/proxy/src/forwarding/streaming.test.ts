import { once } from 'node:events'
import { createServer as createTcpServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import {
  openHttp2,
  openRaw,
  portOf,
  readToEnd,
  requestHttp2,
  sendRaw,
  startEdge,
  startUpstream,
} from '../edge.fixture.ts'

const head = (line: string, ...headers: string[]): string =>
  [line, 'Host: app.localhost', ...headers, '', ''].join('\r\n')

/** An upstream that answers with as much as its reader takes, and says how much that was. */
async function startFlood() {
  const flood = { sentBytes: 0, closed: Promise.withResolvers<void>() }
  const chunk = Buffer.alloc(64 * 1024)
  const upstream = await startUpstream((_request, response) => {
    const pour = (): void => {
      while (!response.destroyed) {
        flood.sentBytes += chunk.length
        if (!response.write(chunk)) return
      }
    }
    response.on('drain', pour).once('close', () => flood.closed.resolve())
    pour()
  })
  return { upstream, flood }
}

/** Resolves when a number has not changed for a while. */
async function settled(read: () => number): Promise<number> {
  for (let before = -1; ; ) {
    await delay(150)
    if (read() === before) return before
    before = read()
  }
}

test('CN-10: a client that does not read holds up the upstream, over both versions', async () => {
  const { upstream, flood } = await startFlood()
  await using _upstream = upstream
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })

  const socket = await openRaw(edge)
  socket.pause().write(head('GET / HTTP/1.1'))
  await once(upstream.server, 'request')
  expect(await settled(() => flood.sentBytes)).toBeLessThan(24 * 1024 * 1024)
  socket.destroy()
  await flood.closed.promise

  flood.sentBytes = 0
  flood.closed = Promise.withResolvers()
  using session = openHttp2(edge)
  const stream = session.request({ ':path': '/', ':authority': 'app.localhost' })
  stream.on('error', () => {}).pause()
  await once(upstream.server, 'request')
  expect(await settled(() => flood.sentBytes)).toBeLessThan(24 * 1024 * 1024)
  stream.close()
  await flood.closed.promise
})

test('a slow upstream holds up the upload', async () => {
  let received: Socket | undefined
  const server = createTcpServer((socket) => {
    received = socket.pause()
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  await using edge = await startEdge({ routes: [{ to: `http://127.0.0.1:${portOf(server.address())}` }] })
  const socket = await openRaw(edge)

  socket.write(head('POST / HTTP/1.1', 'Transfer-Encoding: chunked'))
  const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536), Buffer.from('\r\n')])
  let isFull = false
  for (let sent = 0; sent < 1_024 && !isFull; sent++) {
    if (!socket.write(chunk)) isFull = await Promise.race([once(socket, 'drain').then(() => false), delay(1_000, true)])
  }

  expect(isFull).toBe(true)
  socket.destroy()
  received?.destroy()
  server.close()
})

test('2 MB of upload arrive whole over both versions, with and without a length', async () => {
  await using upstream = await startUpstream((request, response) => {
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    const framing = (): string => `${request.headers['content-length']} ${request.headers['transfer-encoding']}`
    request.once('end', () => response.end(`${bytes} ${framing()}`))
  })
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  using session = openHttp2(edge)
  const body = Buffer.alloc(2 * 1024 * 1024, 'x')

  const length = String(body.length)
  const withLength = await requestHttp2(session, { ':method': 'POST', ':path': '/', 'content-length': length }, body)
  const inChunks = await requestHttp2(session, { ':method': 'POST', ':path': '/' }, body)
  const http1 = await sendRaw(
    edge,
    head('POST / HTTP/1.1', `Content-Length: ${length}`, 'Connection: close') + body.toString('latin1'),
  )

  expect(withLength.body).toBe(`${length} ${length} undefined`)
  expect(inChunks.body).toBe(`${length} undefined chunked`)
  expect(http1).toMatch(new RegExp(`${length} ${length} undefined$`))
})

test('trailers of the upstream reach the client over both versions, those of ours do not', async () => {
  await using upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { trailer: 'x-sum, x-sallyport-user' })
    response.write('data')
    response.addTrailers({ 'x-sum': '42', 'x-sallyport-user': 'mallory' })
    response.end()
  })
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  using session = openHttp2(edge)

  const http1 = await sendRaw(edge, head('GET / HTTP/1.1', 'TE: trailers', 'Connection: close'))
  const http2 = await requestHttp2(session, { ':path': '/', te: 'trailers' })

  expect(http1).toMatch(/\r\n0\r\nx-sum: 42\r\n\r\n$/)
  expect(http2.body).toBe('data')
  expect(http2.trailers).toEqual({ 'x-sum': '42' })
})

test.each([
  ['HEAD', 200, { 'content-length': '5' }],
  ['GET', 204, {}],
  ['GET', 304, { etag: '"1"' }],
])('%s answered with %i has no body, and the connection goes on', async (method, status, headers) => {
  await using upstream = await startUpstream((_request, response) => response.writeHead(status, headers).end())
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  using session = openHttp2(edge)

  const answers = await sendRaw(edge, head(`${method} / HTTP/1.1`) + head(`${method} / HTTP/1.1`, 'Connection: close'))
  const http2 = await requestHttp2(session, { ':method': method, ':path': '/' })

  expect(answers.match(new RegExp(`HTTP/1.1 ${status} `, 'g'))).toHaveLength(2)
  expect(answers).not.toMatch(/chunked/i)
  expect(http2).toMatchObject({ status, body: '', headers })
})

test('the upstream is let go when the client goes away, and the passage ends', async () => {
  const closed = Promise.withResolvers<void>()
  await using upstream = await startUpstream((_request, response) => {
    response.once('close', () => closed.resolve())
    response.write('first')
  })
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  const socket = await openRaw(edge)
  socket.write(head('GET / HTTP/1.1'))
  await once(socket, 'data')

  socket.destroy()

  await closed.promise
  await expect.poll(() => edge.authorizer.rights[0]?.hasEnded).toBe(true)
  expect(edge.logged[0]).toMatchObject({ outcome: 'forwarded', incomplete: true })
})

test('the upstream is let go when the client goes away before there is an answer', async () => {
  const closed = Promise.withResolvers<void>()
  await using upstream = await startUpstream((request) => void request.once('close', () => closed.resolve()))
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  using session = openHttp2(edge)
  const stream = session.request({ ':path': '/', ':authority': 'app.localhost' })
  stream.on('error', () => {})
  await once(upstream.server, 'request')

  stream.close()

  await closed.promise
})

test('a response that breaks off is broken off for the client, never ended as if it were whole', async () => {
  await using upstream = await startUpstream((request, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('part', () => request.socket.destroy())
  })
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  using session = openHttp2(edge)

  const http1 = await sendRaw(edge, head('GET / HTTP/1.1'))
  const stream = session.request({ ':path': '/', ':authority': 'app.localhost' })
  const [error]: unknown[] = await once(stream.resume(), 'error').catch((reason: unknown) => [reason])

  expect(http1).toMatch(/content-length: 100[^]*part$/i)
  expect(error).toMatchObject({ code: 'ERR_HTTP2_STREAM_ERROR' })
  expect(edge.logged[0]).toMatchObject({ outcome: 'upstream-failed', failure: 'upstream-closed' })
})

test('an upstream that refuses is answered 502, one that hangs 504, each with its reason', async () => {
  await using hangs = await startUpstream(() => {})
  await using edge = await startEdge({
    routes: [
      { to: 'http://127.0.0.1:1', prefix: '/refused' },
      { to: hangs.url, prefix: '/hangs', timeout: '200ms' },
      { to: 'http://no-such-host.invalid', prefix: '/unknown' },
    ],
  })
  using session = openHttp2(edge)
  const [refused, hung, unknown] = await Promise.all(
    ['/refused', '/hangs', '/unknown'].map((path) => requestHttp2(session, { ':path': path })),
  )

  expect(refused).toMatchObject({ status: 502, body: expect.stringContaining('upstream-refused') })
  expect(hung).toMatchObject({ status: 504, body: expect.stringContaining('upstream-timeout') })
  expect(unknown).toMatchObject({ status: 502, body: expect.stringContaining('upstream-name-unknown') })
})

test('an upload to an upstream that refuses is answered, and the connection goes on', async () => {
  await using edge = await startEdge({ routes: [{ to: 'http://127.0.0.1:1' }] })

  const post = head('POST / HTTP/1.1', 'Content-Length: 5')
  const answers = await sendRaw(edge, `${post}hello${head('GET / HTTP/1.1', 'Connection: close')}`)

  expect(answers.match(/HTTP\/1\.1 502 /g)).toHaveLength(2)
})

test('an upstream that goes away in the middle of an upload is answered 502, and the connection goes on', async () => {
  await using upstream = await startUpstream((request) => void request.once('data', () => request.socket.destroy()))
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  using session = openHttp2(edge)
  const socket = await openRaw(edge)
  socket.write(`${head('POST / HTTP/1.1', 'Content-Length: 10')}hello`)
  const [http1] = await once(socket, 'data')
  socket.write(`world${head('GET /x HTTP/1.0')}`)
  const stream = session.request(
    { ':method': 'POST', ':path': '/', ':authority': 'app.localhost' },
    { endStream: false },
  )
  stream.on('error', () => {}).write('hello')
  const [http2]: Record<string, unknown>[] = await once(stream, 'response')

  expect(String(http1)).toMatch(/^HTTP\/1\.1 502 /)
  expect(http2).toMatchObject({ ':status': 502 })
  await expect.poll(() => upstream.requests.map(({ url }) => url)).toContain('/x')
  socket.destroy()
})

test('a client that expects 100 is told to go on once the upstream takes the request', async () => {
  await using upstream = await startUpstream((request, response) => void request.pipe(response))
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  const socket = await openRaw(edge)
  const post = head('POST / HTTP/1.1', 'Content-Length: 5', 'Expect: 100-continue', 'Connection: close')
  socket.write(post)

  const [first] = await once(socket, 'data')
  socket.write('hello')

  expect(String(first)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\n/)
  expect(await readToEnd(socket)).toMatch(/HTTP\/1\.1 200 OK[^]*hello/)
  expect(upstream.requests[0]?.headers).not.toHaveProperty('expect')
})

test('a client that expects 100 and is refused is not told to go on', async () => {
  await using edge = await startEdge({ routes: [{ to: 'http://127.0.0.1:1' }] })
  const post = head('POST / HTTP/1.1', 'Content-Length: 5', 'Expect: 100-continue')

  expect(await sendRaw(edge, post)).toMatch(/^HTTP\/1\.1 502 [^]*connection: close/i)
})

test('a lost right resets a response that is open, and the upstream is let go', async () => {
  const closed = Promise.withResolvers<void>()
  await using upstream = await startUpstream((_request, response) => {
    response.once('close', () => closed.resolve())
    response.write('first')
  })
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  using session = openHttp2(edge)
  const stream = session.request({ ':path': '/', ':authority': 'app.localhost' })
  await once(stream, 'data')

  edge.authorizer.rights[0]?.lose('session-ended')

  await expect(once(stream, 'close')).rejects.toMatchObject({ code: 'ERR_HTTP2_STREAM_ERROR' })
  await closed.promise
  expect(edge.logged[0]).toMatchObject({ outcome: 'cut', failure: 'session-ended' })
})

test('a right that is lost while the upstream is dialled keeps the request from it', async () => {
  await using upstream = await startUpstream((_request, response) => response.end('leaked'))
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  edge.authorizer.answer = (_request, route) => {
    const verdict = edge.authorizer.allow(route)
    setImmediate(() => edge.authorizer.rights[0]?.lose('session-ended'))
    return verdict
  }

  const answer = await sendRaw(edge, head('GET / HTTP/1.1'))

  expect(answer).toMatch(/^HTTP\/1\.1 403 /)
  expect(upstream.requests).toHaveLength(0)
})

test('what an upstream says twice reaches the client twice, over both versions', async () => {
  const answer =
    'HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\nETag: "1"\r\nETag: "2"\r\nContent-Length: 0\r\n\r\n'
  await using upstream = await startUpstream((request) => void request.socket.write(answer))
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  using session = openHttp2(edge)

  expect(await sendRaw(edge, head('GET / HTTP/1.1', 'Connection: close'))).toMatch(/Location: \/a\r\nLocation: \/b/)
  expect(await requestHttp2(session, { ':path': '/' })).toMatchObject({ status: 302 })
})

test('the head of an answer arrives before there is any body, over both versions', async () => {
  await using upstream = await startUpstream((_request, response) => response.flushHeaders())
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  using session = openHttp2(edge)

  const socket = await openRaw(edge)
  socket.write(head('GET / HTTP/1.1'))
  expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 /)
  socket.destroy()

  const stream = session.request({ ':path': '/', ':authority': 'app.localhost' })
  expect((await once(stream, 'response'))[0]).toMatchObject({ ':status': 200 })
  stream.close()
})

test('an answer of headers alone arrives, though it comes before the end of the request, over HTTP/2', async () => {
  await using edge = await startEdge({ routes: [] })
  using session = openHttp2(edge)
  const call = { ':method': 'POST', ':path': '/service/Method', 'content-type': 'application/grpc' }
  expect(await requestHttp2(session, call, 'question')).toMatchObject({ headers: { 'grpc-status': '5' }, body: '' })
})
