import { expect, test } from 'vitest'
import { openHttp2, requestHttp2, sendRaw, startEdge, startUpstream } from './edge.fixture.ts'

test('a line says who asked for what and what became of it, and holds no query', async () => {
  await using upstream = await startUpstream((_request, response) => response.writeHead(201).end())
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  edge.authorizer.answer = (_request, route) => {
    const about = { userId: 'idp/1', userEmail: 'alice@example.com', sessionId: 's1' }
    return { ...edge.authorizer.allow(route), ...about, reasons: [{ code: 'email', rule: 'staff' }] }
  }
  using session = openHttp2(edge)

  await requestHttp2(session, { ':path': '/a?code=secret' })

  await expect.poll(() => edge.logged).toHaveLength(1)
  expect(edge.logged[0]).toMatchObject({
    ...{ method: 'GET', host: 'app.localhost', path: '/a', status: 201, outcome: 'forwarded', route_id: 'route-0' },
    ...{ user_id: 'idp/1', user_email: 'alice@example.com', session_id: 's1', client_address: '127.0.0.1' },
    ...{ http_version: '2', reasons: [{ code: 'email', rule: 'staff' }] },
  })
  expect(JSON.stringify(edge.logged)).not.toContain('secret')
})

test('a request that is not taken is logged with its reason, without its query and at no great length', async () => {
  await using edge = await startEdge({ routes: [{ to: 'http://127.0.0.1:1' }] })

  await sendRaw(
    edge,
    `GET /${'a'.repeat(2_000)}//?code=secret HTTP/1.1\r\nHost: app.localhost\r\nConnection: close\r\n\r\n`,
  )

  await sendRaw(edge, 'GET /a//b?code=secret HTTP/1.1\r\nHost: app.localhost\r\nConnection: close\r\n\r\n')

  expect(edge.logged[0]).toMatchObject({ outcome: 'refused', failure: 'empty-segment', status: 400 })
  expect(JSON.stringify(edge.logged)).not.toContain('secret')
  expect(JSON.stringify(edge.logged).length).toBeLessThan(2_000)
})

test('a bug is answered 500 with the id of the request, and what it was stands in the log alone', async () => {
  await using edge = await startEdge({ routes: [{ to: 'http://127.0.0.1:1' }] })
  for (const answer of [
    () => {
      throw new Error('password is hunter2')
    },
    () => Promise.reject(new Error('password is hunter2')),
  ]) {
    edge.logged.length = 0
    edge.authorizer.answer = answer

    const response = await sendRaw(edge, 'GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n')

    expect(response).toMatch(/^HTTP\/1\.1 500 /)
    expect(response).not.toContain('hunter2')
    expect(response).toContain(`request id: ${String(edge.authorizer.asked.at(-1)?.requestId)}`)
    expect(edge.logged).toContainEqual(expect.objectContaining({ error: 'request failed' }))
    expect(edge.logged).toContainEqual(expect.objectContaining({ outcome: 'failed', status: 500 }))
  }
})

test('requests are counted by route and outcome, and those that are open', async () => {
  const answer = Promise.withResolvers<void>()
  await using upstream = await startUpstream((_request, response) => void answer.promise.then(() => response.end()))
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  using session = openHttp2(edge)
  const request = requestHttp2(session, { ':path': '/' })
  await expect.poll(() => upstream.requests).toHaveLength(1)

  expect(await edge.metrics.metrics()).toContain('sallyport_proxy_open_requests 1')
  expect(await edge.metrics.metrics()).toContain('sallyport_proxy_open_connections{protocol="http2"} 1')
  answer.resolve()
  await request

  await expect
    .poll(() => edge.metrics.metrics())
    .toContain('sallyport_proxy_requests_total{route="route-0",outcome="forwarded"} 1')
  expect(await edge.metrics.metrics()).toContain('sallyport_proxy_open_requests 0')
})
