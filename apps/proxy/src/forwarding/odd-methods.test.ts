import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { openHttp2, portOf, requestHttp2, sendRaw, startEdge } from '../edge.fixture.ts'

/** An upstream that takes any method, and keeps the heads that it was sent. */
async function startPlainUpstream() {
  const heads: string[] = []
  const server = createServer((socket) => {
    socket.once('data', (head) => {
      heads.push(head.toString('latin1'))
      socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${portOf(server.address())}`
  return { url, heads, [Symbol.asyncDispose]: async () => void server.close() }
}

test.each(['GET', 'HEAD', 'PROPFIND', 'get', 'Get', 'GETX', 'GET '])(
  'PM-08: the method %j is decided about as it goes upstream, and no header overrides it',
  async (method) => {
    await using upstream = await startPlainUpstream()
    await using edge = await startEdge({ routes: [{ to: upstream.url }] })
    using session = openHttp2(edge)
    const lines = [
      'Host: app.localhost',
      'Connection: close',
      'X-HTTP-Method-Override: DELETE',
      'X-Forwarded-Method: PUT',
    ]
    await sendRaw(edge, [`${method} / HTTP/1.1`, ...lines, '', ''].join('\r\n'))
    const overrides = { 'x-http-method-override': 'DELETE', 'x-forwarded-method': 'PUT' }
    await requestHttp2(session, { ':path': '/', ':method': method, ...overrides }).catch(() => {})

    const decided = edge.authorizer.asked.map((asked) => asked.method)
    expect(upstream.heads.map((head) => head.slice(0, head.indexOf(' /')))).toEqual(decided)
    for (const one of decided) expect(one).toBe(method.trim())
    for (const head of upstream.heads) expect(head).not.toMatch(/DELETE|PUT/)
  },
)
