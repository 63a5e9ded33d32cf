import { expect, test } from 'vitest'
import { openHttp2, requestHttp2, sendRaw, startEdge, startUpstream } from '../edge.fixture.ts'

const corpus = [
  ...['/public/../admin', '/public/%2e%2e/admin', '/public/.%2e/admin', '/public/..%2fadmin', '/public/%2e%2e%2fadmin'],
  ...[
    '/public/..%5cadmin',
    '/public/..\\admin',
    '/public/..;/admin',
    '/public/;/../admin',
    '/public//../admin',
    '//admin',
  ],
  ...['/./admin', '/public/%252e%252e/admin', '/public/%c0%ae%c0%ae/admin', '/public/..%00/admin', '/%2561dmin'],
  ...['/public/%u002e%u002e/admin', '/public/..%ef%bc%8fadmin', '/public#/admin', '/public%23/admin', '*', 'admin'],
  ...['/public/%7euser', '/public/a%2Fb', '/public/caf%c3%a9', '/public/?q=/../admin', '/public/%', '/public/\x7f'],
]

test.each(corpus)('HP-19: what was decided about %s is what the upstream gets, over both versions', async (target) => {
  await using upstream = await startUpstream((_request, response) => response.end('ok'))
  await using edge = await startEdge({
    routes: [
      { to: upstream.url, prefix: '/public' },
      { to: upstream.url, prefix: '/admin' },
    ],
  })
  using session = openHttp2(edge)

  const answer1 = await sendRaw(edge, `GET ${target} HTTP/1.1\r\nHost: app.localhost\r\nConnection: close\r\n\r\n`)
  const status1 = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer1)?.[1])
  const status2 = await requestHttp2(session, { ':path': target }).then(
    ({ status }) => status,
    () => 400,
  )

  const decided = edge.authorizer.asked.map(({ path, query }) => path + query)
  expect(upstream.requests.map(({ url }) => url)).toEqual(decided)
  expect(new Set(decided).size).toBeLessThanOrEqual(1)
  expect(status1).toBe(status2)
  expect(status1).toBe(decided.length === 0 ? (status1 === 404 ? 404 : 400) : 200)
  for (const path of decided) expect(path).toMatch(/^\/(?:public|admin)(?:[/?]|$)/)
})

test('HP-12: an absolute-form target is its path, for the upstream too', async () => {
  await using upstream = await startUpstream((_request, response) => response.end('ok'))
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })

  await sendRaw(edge, 'GET https://app.localhost/x?y HTTP/1.1\r\nHost: app.localhost\r\nConnection: close\r\n\r\n')

  expect(upstream.requests[0]?.url).toBe('/x?y')
})

test('an encoded slash passes as it is on a route that allows it, and on no other', async () => {
  await using upstream = await startUpstream((_request, response) => response.end('ok'))
  await using edge = await startEdge({
    routes: [
      { to: upstream.url, prefix: '/npm', allow_encoded_slash: true },
      { to: upstream.url, prefix: '/other' },
    ],
  })
  using session = openHttp2(edge)

  expect(await requestHttp2(session, { ':path': '/npm/@a%2fb' })).toMatchObject({ status: 200 })
  expect(await requestHttp2(session, { ':path': '/other/@a%2fb' })).toMatchObject({ status: 400 })
  expect(upstream.requests.map(({ url }) => url)).toEqual(['/npm/@a%2Fb'])
})
