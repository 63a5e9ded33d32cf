import { once } from 'node:events'
import { createServer } from 'node:http'
import { serveJobs } from '../processes/serve-jobs.ts'

const page = Buffer.alloc(1_024, '<p>measured</p>')
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-length': page.length,
  'cache-control': 'private',
  etag: '"measured"',
}

/** The application behind the proxy: a page of 1 kB for every request. Answers with its port. */
serveJobs<'listen', { readonly port: number }>(async () => {
  const server = createServer({ keepAliveTimeout: 120_000 }, (_request, response) => {
    response.writeHead(200, headers).end(page)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP listener has no port')
  return { port: address.port }
})
