import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { gzipSync } from 'node:zlib'
import { AppError } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { boundedFetch } from './bounded-fetch.ts'

const get = { method: 'GET', headers: {}, body: undefined, redirect: 'manual' } as const
const unavailable = expect.objectContaining({ code: 'unavailable' })

async function serve(listener: RequestListener) {
  const server = createServer(listener)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('brings the answer whole, and asks for no content coding', async () => {
  let offered: unknown
  await using server = await serve((request, response) => {
    offered = request.headers['accept-encoding']
    response.writeHead(201, { 'content-type': 'application/json' })
    request.pipe(response)
  })
  const body = new URLSearchParams({ a: 'b c' })
  const response = await boundedFetch({ plainHttp: true })(server.url, { ...get, method: 'POST', body })
  expect([response.status, response.headers.get('content-type')]).toEqual([201, 'application/json'])
  expect(offered).toBe('identity')
  expect(await response.text()).toBe('a=b+c')
})

test.for([
  'http://example.com/',
  'http://localhost/',
  'http://127.0.0.1.evil.test/',
  'http://169.254.169.254/',
  'http://[::ffff:127.0.0.1]/',
  'https://user:pass@example.com/',
  'ftp://127.0.0.1/',
  'file:///etc/passwd',
])('%s is never asked, even where plain http on loopback is', async (url) => {
  const refusal = { code: 'unavailable', message: expect.stringMatching(/ is not an address that is asked/) }
  await expect(boundedFetch({ plainHttp: true })(url, get)).rejects.toMatchObject(refusal)
})

test('plain http is not even asked on loopback unless the issuer is there', async () => {
  await using server = await serve((_request, response) => response.end('{}'))
  await expect(boundedFetch()(server.url, get)).rejects.toEqual(unavailable)
})

test('a redirect is not followed', async () => {
  let asked = 0
  await using server = await serve((_request, response) => {
    asked += 1
    response.writeHead(307, { location: '/elsewhere' }).end()
  })
  await expect(boundedFetch({ plainHttp: true })(server.url, get)).rejects.toEqual(unavailable)
  expect(asked).toBe(1)
})

test.for(['gzip', 'gzip, gzip, gzip', 'br', 'identity'])('content coding %s is refused', async (coding) => {
  await using server = await serve((_request, response) => {
    response.writeHead(200, { 'content-encoding': coding }).end(gzipSync('{}'))
  })
  await expect(boundedFetch({ plainHttp: true })(server.url, get)).rejects.toEqual(unavailable)
})

test('one byte over the limit is refused, the limit itself is not', async () => {
  await using server = await serve((_request, response) => response.end('x'.repeat(1000)))
  const response = await boundedFetch({ plainHttp: true, maxBytes: 1000 })(server.url, get)
  expect(await response.text()).toHaveLength(1000)
  await expect(boundedFetch({ plainHttp: true, maxBytes: 999 })(server.url, get)).rejects.toEqual(unavailable)
})

test('the deadline covers the body, not only the head', async () => {
  await using server = await serve((_request, response) => {
    response.write('{')
  })
  const fetch = boundedFetch({ plainHttp: true, timeoutMs: 50 })
  await expect(fetch(server.url, get)).rejects.toMatchObject({ message: 'no answer within 50 ms' })
})

test("the caller's abort ends it with the caller's reason", async () => {
  await using server = await serve(() => {})
  const reason = new AppError('cancelled', 'stopping')
  const fetch = boundedFetch({ plainHttp: true })
  await expect(fetch(server.url, { ...get, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
})

test('an answer that breaks off is no answer', async () => {
  await using server = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': '10' }).write('{')
    setImmediate(() => response.destroy())
  })
  await expect(boundedFetch({ plainHttp: true })(server.url, get)).rejects.toEqual(unavailable)
})

test('nobody listening is unavailable', async () => {
  const server = await serve(() => {})
  await server[Symbol.asyncDispose]()
  await expect(boundedFetch({ plainHttp: true })(server.url, get)).rejects.toEqual(unavailable)
})
