import { expect, test } from 'vitest'
import { openHttp2, requestHttp2, sendRaw, startEdge, startUpstream } from '../edge.fixture.ts'

test('a request over HTTP/1.1 reaches the upstream and its answer the client', async () => {
  await using upstream = await startUpstream((_request, response) =>
    response.writeHead(201, { 'x-up': '1' }).end('made'),
  )
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })

  const answer = await sendRaw(edge, 'GET /a?b=%2f HTTP/1.1\r\nHost: app.localhost\r\nConnection: close\r\n\r\n')

  expect(answer).toMatch(/^HTTP\/1\.1 201 Created\r\n/)
  expect(answer).toContain('x-up: 1\r\n')
  expect(answer).toContain('made')
  expect(upstream.requests[0]?.url).toBe('/a?b=%2f')
  expect(edge.authorizer.asked[0]).toMatchObject({ authority: 'app.localhost', path: '/a', query: '?b=%2f' })
})

test('a request over HTTP/2 reaches the upstream and its answer the client', async () => {
  await using upstream = await startUpstream((_request, response) =>
    response.writeHead(200, { 'X-Up': '1' }).end('hello'),
  )
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  using session = openHttp2(edge)

  const answer = await requestHttp2(session, { ':path': '/x' })

  expect(answer).toMatchObject({ status: 200, body: 'hello', headers: { 'x-up': '1' } })
  expect(upstream.requests[0]?.url).toBe('/x')
})
