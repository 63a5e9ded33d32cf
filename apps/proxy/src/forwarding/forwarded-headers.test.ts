import { expect, test } from 'vitest'
import { openHttp2, requestHttp2, sendRaw, startEdge, startUpstream } from '../edge.fixture.ts'

const head = (...lines: string[]): string =>
  ['GET / HTTP/1.1', 'Host: app.localhost', 'Connection: close', ...lines, '', ''].join('\r\n')

test('the upstream is told who the client is by us alone', async () => {
  await using upstream = await startUpstream((_request, response) => response.end())
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  const forged = [
    'X-Forwarded-For: 10.0.0.1',
    'X-Forwarded-Proto: http',
    'X-Forwarded-Host: evil.test',
    'X-Request-Id: mine',
  ]
  const others = [
    'Forwarded: for=10.0.0.1',
    'X-Real-IP: 10.0.0.1',
    'X-Original-URL: /x',
    'X-HTTP-Method-Override: DELETE',
  ]

  await sendRaw(edge, head(...forged, ...others))

  const headers = upstream.requests[0]?.headers ?? {}
  expect(headers).toMatchObject({
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'app.localhost',
    'x-request-id': edge.authorizer.asked[0]?.requestId,
  })
  for (const name of ['forwarded', 'x-real-ip', 'x-original-url', 'x-http-method-override'])
    expect(headers).not.toHaveProperty(name)
  expect(edge.authorizer.asked[0]?.clientAddress).toBe('127.0.0.1')
  expect(headers['x-request-id']).not.toBe('mine')
  expect(edge.logged[0]).toMatchObject({ client_request_id: 'mine' })
})

test('HP-06: a trusted proxy is believed for the step that it took, and the upstream sees the whole way', async () => {
  await using upstream = await startUpstream((_request, response) => response.end())
  await using edge = await startEdge({ routes: [{ to: upstream.url }], trustedProxies: ['127.0.0.0/8'] })

  await sendRaw(edge, head('X-Forwarded-For: 10.0.0.1, 203.0.113.7'))
  await sendRaw(edge, head('X-Forwarded-For: nonsense'))

  expect(edge.authorizer.asked.map(({ clientAddress }) => clientAddress)).toEqual(['203.0.113.7', ''])
  expect(upstream.requests[0]?.headers['x-forwarded-for']).toBe('10.0.0.1, 203.0.113.7, 127.0.0.1')
})

test.each([
  ['HP-01', 'X-Sallyport-Jwt-Assertion'],
  ['HP-01', 'X-Pomerium-Jwt-Assertion'],
  ['HP-01', 'X-Forwarded-User'],
  ['HP-01', 'X-Forwarded-Email'],
  ['HP-01', 'X-Forwarded-Groups'],
  ['HP-02', 'x_sallyport_jwt_assertion'],
  ['HP-02', 'X.Sallyport.Claim.Email'],
  ['HP-02', 'X_Forwarded_User'],
  ['HP-02', 'X-Forwarded_Email'],
  ['HP-01', 'X-Own-Assertion'],
])('%s: %s of a client does not reach the upstream of a public route', async (_id, name) => {
  await using upstream = await startUpstream((_request, response) => response.end())
  await using edge = await startEdge({ routes: [{ to: upstream.url }], aliases: ['X-Own-Assertion'] })
  using session = openHttp2(edge)

  await sendRaw(edge, head(`${name}: forged`))
  await requestHttp2(session, { ':path': '/', [name.toLowerCase()]: 'forged' })

  expect(upstream.requests).toHaveLength(2)
  for (const { rawHeaders } of upstream.requests) expect(rawHeaders).not.toContain('forged')
})

test.each([
  'close, X-Sallyport-Jwt-Assertion',
  'close, x-sallyport-jwt-assertion, Cookie, x-forwarded-for',
  'close, \tX-Sallyport-Jwt-Assertion',
])('HP-03: Connection: %s does not remove what is ours', async (connection) => {
  await using upstream = await startUpstream((_request, response) => response.end())
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  edge.authorizer.upstreamHeaders = [['x-sallyport-jwt-assertion', 'signed']]

  await sendRaw(
    edge,
    `GET / HTTP/1.1\r\nHost: app.localhost\r\nConnection: ${connection}\r\nX-Sallyport-Jwt-Assertion: forged\r\n\r\n`,
  )

  expect(upstream.requests[0]?.headers).toMatchObject({
    'x-sallyport-jwt-assertion': 'signed',
    'x-forwarded-for': '127.0.0.1',
  })
})

test('CK-08: our cookie and our credential stay with us, others pass byte for byte', async () => {
  await using upstream = await startUpstream((_request, response) => {
    response.setHeader('set-cookie', [
      'theirs=1; Path=/',
      '__Host-sallyport=evil; Path=/; Secure',
      '__host-Sallyport =x',
    ])
    response.end()
  })
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  using session = openHttp2(edge)

  const answer = await sendRaw(
    edge,
    head('Cookie: a="b c"; __Host-sallyport=secret; d=e', 'Authorization: Bearer sp_sa_x'),
  )
  const split = await requestHttp2(session, { ':path': '/', cookie: ['a=1', '__Host-sallyport=secret', 'b=2'] })

  expect(upstream.requests[0]?.headers.cookie).toBe('a="b c"; d=e')
  expect(upstream.requests[0]?.headers).not.toHaveProperty('authorization')
  expect(upstream.requests[1]?.headers.cookie).toBe('a=1; b=2')
  expect(answer.match(/^set-cookie: .*$/gim)).toEqual(['set-cookie: theirs=1; Path=/'])
  expect(split.headers['set-cookie']).toEqual(['theirs=1; Path=/'])
})

test('a route removes and sets headers in both directions, but never ours', async () => {
  await using upstream = await startUpstream((_request, response) => {
    response
      .writeHead(200, { 'x-theirs': '1', 'x-frame-options': 'ALLOW', 'x-sallyport-reply': 'true', 'keep-alive': 'x' })
      .end()
  })
  const route = { remove_request_headers: ['X-Secret'], set_request_headers: { 'X-Key': 'k' } }
  await using edge = await startEdge({
    routes: [{ to: upstream.url, ...route, set_response_headers: { 'X-Frame-Options': 'DENY' } }],
  })

  const answer = await sendRaw(edge, head('X-Secret: s', 'X-Key: theirs', 'X-Kept: k'))

  expect(upstream.requests[0]?.headers).toMatchObject({ 'x-key': 'k', 'x-kept': 'k' })
  expect(upstream.requests[0]?.headers).not.toHaveProperty('x-secret')
  expect(answer).toMatch(/x-theirs: 1/i)
  expect(answer.match(/^x-frame-options: .*$/gim)).toEqual(['X-Frame-Options: DENY'])
  expect(answer).not.toMatch(/x-sallyport-reply/i)
})

test('the upstream sees its own host, or that of the request where the route preserves it', async () => {
  await using upstream = await startUpstream((_request, response) => response.end())
  await using edge = await startEdge({
    routes: [{ to: upstream.url }, { to: upstream.url, prefix: '/kept', preserve_host_header: true }],
  })
  using session = openHttp2(edge)

  await requestHttp2(session, { ':path': '/' })
  await requestHttp2(session, { ':path': '/kept' })

  expect(upstream.requests.map(({ headers }) => headers.host)).toEqual([new URL(upstream.url).host, 'app.localhost'])
})

test('an upstream under .localhost cannot make browsers use TLS alone for it', async () => {
  await using upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { 'Strict-Transport-Security': 'max-age=1' }).end()
  })
  await using edge = await startEdge({
    routes: [{ to: upstream.url }, { to: upstream.url, from: 'https://app.example.com' }],
  })

  expect(await sendRaw(edge, head())).not.toMatch(/strict-transport/i)
  expect(await sendRaw(edge, head().replace('app.localhost', 'app.example.com'))).toMatch(/strict-transport/i)
})

test('an upstream named below .localhost is on this machine', async () => {
  await using upstream = await startUpstream((_request, response) => response.end('here'))
  await using edge = await startEdge({
    routes: [{ to: `http://upstream.localhost:${new URL(upstream.url).port}` }],
  })

  expect(await sendRaw(edge, head())).toContain('here')
})
