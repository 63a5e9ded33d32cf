import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { Visitor } from './visitor.ts'

async function site(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP listener has no port')
  return {
    url: new URL(`http://app.localhost:${address.port}/`),
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

test('a visitor follows redirects, and brings the cookies that were set on the way', async () => {
  await using app = await site((request, response) => {
    if (request.url === '/')
      response.writeHead(302, { location: '/next', 'set-cookie': ['a=1; Secure', 'b=2', 'c=3'] }).end()
    else if (request.url === '/next')
      response.writeHead(303, { location: '/last', 'set-cookie': ['b=', 'c=x; Max-Age=0'] }).end()
    else response.end(`${request.headers.host} ${request.headers.cookie}`)
  })
  const visitor = new Visitor('')
  const page = await visitor.visit(app.url)
  expect(page).toMatchObject({ status: 200, body: `${app.url.host} a=1` })
  expect(page.url.pathname).toBe('/last')
  expect(visitor.cookiesFor(app.url)).toBe('a=1')
})

test('a form is posted, and what follows is got', async () => {
  await using app = await site((request, response) => {
    if (request.method === 'GET') response.end(`GET ${request.url}`)
    else void text(request).then((form) => response.writeHead(303, { location: `/${form}` }).end())
  })
  const page = await new Visitor('').visit(app.url, { email: 'bob@example.com' })
  expect(page.body).toBe('GET /email=bob%40example.com')
})

test('redirects without an end are given up', async () => {
  await using app = await site((_request, response) => response.writeHead(302, { location: '/' }).end())
  await expect(new Visitor('').visit(app.url)).rejects.toThrow('without an end')
})
