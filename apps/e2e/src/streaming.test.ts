import { once } from 'node:events'
import { connect } from 'node:http2'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { Browser } from './client/browser.ts'
import { fill } from './client/fill.ts'
import { loopback } from './client/loopback.ts'
import { signedIn } from './client/sign-in.ts'
import { AttendedUpstream } from './installation/attended-upstream.ts'
import { addRoute } from './installation/edit-configuration.ts'
import { oneInstallation } from './installation/one-installation.ts'
import { until } from './until.ts'

vi.setConfig({ testTimeout: 30_000 })

const installation = oneInstallation()
let upstream: AttendedUpstream
let bob: Browser

beforeAll(async () => {
  upstream = await AttendedUpstream.listen()
  await addRoute(installation(), 'paced', { to: upstream.origin, allow_any_authenticated_user: true })
  await until('the route is there', async () => {
    using nobody = await newBrowser()
    return (await nobody.request(url('/'))).status === 401
  })
  bob = await signedIn(installation(), 'bob')
  const first = bob.visit(url('/'))
  ;(await upstream.next()).response.end()
  await first
})
afterAll(() => upstream[Symbol.asyncDispose]())

async function newBrowser(): Promise<Browser> {
  return new Browser(await installation().trusted())
}

function url(path: string): URL {
  return installation().url('paced', path)
}

async function http2() {
  const session = connect(url('/').origin, { ca: await installation().trusted(), lookup: loopback })
  await once(session, 'connect')
  const request = (headers: Record<string, string>) =>
    session.request({ cookie: bob.cookies.header(url('/')) ?? '', ...headers })
  return { request, [Symbol.dispose]: () => session.destroy() }
}

const plenty = 64 * 1_048_576

test('a client that does not read holds up the upstream, and gets every byte once it does', async () => {
  const answering = bob.open(url('/download'))
  const { response } = await upstream.next()
  response.flushHeaders()
  const answer = await answering
  const written = await fill(response, plenty)
  expect(written).toBeLessThan(plenty)
  response.end()
  let received = 0
  for await (const chunk of answer) received += chunk.length
  expect(received).toBe(written)
})

test('an upstream that does not read holds up an upload, and gets every byte once it does', async () => {
  const body = new PassThrough()
  const answering = bob.request(url('/upload'), { method: 'POST', body })
  const filling = fill(body, plenty)
  const { request, response } = await upstream.next()
  const sent = await filling
  expect(sent).toBeLessThan(plenty)
  body.end()
  let received = 0
  for await (const chunk of request) received += chunk.length
  response.end(`${received}`)
  expect((await answering).text).toBe(`${sent}`)
})

test('64 MB are uploaded whole', async () => {
  const body = new PassThrough()
  const answering = bob.request(url('/upload'), { method: 'PUT', body, headers: { 'content-length': `${plenty}` } })
  const counting = upstream.next().then(async ({ request, response }) => {
    let received = 0
    for await (const chunk of request) received += chunk.length
    response.end(`${received} of ${request.headers['content-length']}`)
  })
  expect(await fill(body, plenty)).toBe(plenty)
  body.end()
  await counting
  expect((await answering).text).toBe(`${plenty} of ${plenty}`)
})

test('both ends speak in turn over HTTP/2 while neither has finished', async () => {
  using client = await http2()
  const call = client.request({ ':method': 'POST', ':path': '/talk' })
  call.write('hello')
  const { request, response } = await upstream.next()
  expect(String((await once(request, 'data'))[0])).toBe('hello')
  response.flushHeaders()
  await once(call, 'response')
  for (const word of ['one', 'two', 'three']) {
    call.write(word)
    response.write(`${(await once(request, 'data'))[0]} heard`)
    expect(String((await once(call, 'data'))[0])).toBe(`${word} heard`)
  }
  call.end()
  response.end()
  await once(call, 'close')
})

test('server-sent events arrive one by one, each as soon as it is sent', async () => {
  const answering = bob.open(url('/events'))
  const { response } = await upstream.next()
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
  const answer = await answering
  for (const n of [1, 2, 3]) {
    response.write(`id: ${n}\ndata: event ${n}\n\n`)
    expect(String((await once(answer, 'data'))[0])).toBe(`id: ${n}\ndata: event ${n}\n\n`)
  }
  const closed = once(response, 'close')
  answer.destroy()
  await closed // The upstream learns that its reader has gone.
})

test('a WebSocket echoes text as text and a large message byte for byte', async () => {
  const socket = bob.webSocket(installation().url('whoami', '/ws'))
  await once(socket, 'open')
  const large = Buffer.alloc(1_000_000, 'echo ')
  for (const message of ['text', large]) {
    socket.send(message)
    const [data, isBinary] = await once(socket, 'message')
    expect([isBinary, large.subarray(0, 0).equals(data), Buffer.compare(Buffer.from(message), data)]).toEqual([
      typeof message !== 'string',
      false,
      0,
    ])
  }
  socket.close(1000)
  expect((await once(socket, 'close'))[0]).toBe(1000)
})

test('trailers of a call over HTTP/2 come through, after the body', async () => {
  using client = await http2()
  const call = client.request({
    ':method': 'POST',
    ':path': '/service/Method',
    'content-type': 'application/grpc',
    te: 'trailers',
  })
  call.end('question')
  const { request, response } = await upstream.next()
  expect(request.headers['te']).toBe('trailers')
  response.writeHead(200, { 'content-type': 'application/grpc', trailer: 'grpc-status, grpc-message' })
  response.write(await text(request))
  response.addTrailers({ 'grpc-status': '0', 'grpc-message': 'fine' })
  response.end()
  const trailers = once(call, 'trailers')
  expect(await text(call)).toBe('question')
  expect((await trailers)[0]).toMatchObject({ 'grpc-status': '0', 'grpc-message': 'fine' })
})

test('whoever is not signed in and no navigation gets 401 in the shape that its program reads', async () => {
  using nobody = await newBrowser()
  const asked = (headers: Record<string, string>, method = 'GET') => nobody.request(url('/api'), { method, headers })

  const fetched = await asked({
    accept: '*/*',
    'sec-fetch-mode': 'cors',
    'sec-fetch-dest': 'empty',
    origin: url('/').origin,
  })
  expect(fetched.status).toBe(401)
  expect(fetched.headers['content-type']).toMatch(/^application\/(problem\+)?json/)
  expect(JSON.parse(fetched.text)).toMatchObject({ request_id: expect.any(String) })

  const kubectl = await asked({
    'user-agent': 'kubectl/v1.31.0 (linux/amd64) kubernetes/0123456',
    accept: 'application/json',
  })
  expect(JSON.parse(kubectl.text)).toMatchObject({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 401 })

  const posted = await asked(
    { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    'POST',
  )
  expect([posted.status, posted.headers['content-type']]).toEqual([401, 'text/html; charset=utf-8'])
  expect(posted.text).toContain('/.sallyport/sign_in')
  expect(nobody.cookies.names(url('/').hostname)).toEqual([])
})

test('a gRPC client that is not signed in gets status 16 in an answer of headers alone', async () => {
  using client = await http2()
  const headers = { 'content-type': 'application/grpc', te: 'trailers', cookie: 'other=1' }
  const call = client.request({ ':method': 'POST', ':path': '/service/Method', ...headers })
  const body = text(call)
  call.end()
  const [response] = await once(call, 'response')
  expect(response).toMatchObject({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '16' })
  expect(await body).toBe('')
})
