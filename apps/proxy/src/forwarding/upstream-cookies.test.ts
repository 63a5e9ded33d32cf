import { expect, test } from 'vitest'
import { openHttp2, requestHttp2, sendRaw, startEdge, startUpstream } from '../edge.fixture.ts'

const ours = [
  '__Host-sallyport=planted; Path=/; Secure',
  '__Host-sallyport=; Path=/; Secure; Max-Age=0',
  '__host-SALLYPORT =planted',
  '\t__Host-sallyport_flow_ab12cd34=planted',
  '=__Host-sallyport=planted; Path=/; Secure',
  '__Host-sallyport_trail=planted',
]

test('CK-08: whatever an upstream says about our cookies stays behind, over both versions', async () => {
  await using upstream = await startUpstream((_request, response) => {
    response.writeHead(200, ['Set-Cookie', 'theirs=1', ...ours.flatMap((line) => ['Set-Cookie', line])]).end()
  })
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  using session = openHttp2(edge)
  const answer = await sendRaw(edge, 'GET / HTTP/1.1\r\nHost: app.localhost\r\nConnection: close\r\n\r\n')
  expect(answer.match(/^set-cookie: .*$/gim)).toEqual(['Set-Cookie: theirs=1'])
  const { headers } = await requestHttp2(session, { ':path': '/' })
  expect(headers['set-cookie']).toEqual(['theirs=1'])
})

test('CK-08: nor does it come in trailers, with an early hint or with the answer to an upgrade', async () => {
  await using upstream = await startUpstream((_request, response) => {
    response.writeEarlyHints({ link: '</a>; rel=preload', 'set-cookie': ours })
    response.writeHead(200, { trailer: 'set-cookie' })
    response.addTrailers(ours.map((line): [string, string] => ['set-cookie', line.trim()]))
    response.end('body')
  })
  upstream.server.on('upgrade', (_request, socket) => {
    const lines = [
      'HTTP/1.1 101 Switching Protocols',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Set-Cookie: theirs=1',
    ]
    socket.end([...lines, ...ours.map((line) => `Set-Cookie: ${line}`), '', ''].join('\r\n'))
  })
  await using edge = await startEdge({ routes: [{ to: upstream.url, allow_websockets: true }] })
  using session = openHttp2(edge)
  const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']
  const head = ['GET / HTTP/1.1', 'Host: app.localhost', ...upgrade, 'Sec-WebSocket-Version: 13', '', '']
  const switched = await sendRaw(edge, head.join('\r\n'))
  expect(switched).toMatch(/^HTTP\/1\.1 101 [^]*set-cookie: theirs=1/i)
  const plain = await sendRaw(
    edge,
    'GET / HTTP/1.1\r\nHost: app.localhost\r\nConnection: close\r\nTE: trailers\r\n\r\n',
  )
  const overHttp2 = await requestHttp2(session, { ':path': '/', te: 'trailers' })
  expect(plain).toMatch(/^HTTP\/1\.1 200 /)
  expect(overHttp2.status).toBe(200)
  for (const seen of [switched, plain, JSON.stringify(overHttp2)])
    expect(seen).not.toMatch(/sallyport(?!-)[^]*planted/i)
})
