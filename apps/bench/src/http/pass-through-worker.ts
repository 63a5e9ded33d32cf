import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:tls'
import { type Dispatcher, Pool } from 'undici'
import { serveJobs } from '../processes/serve-jobs.ts'

export interface PassThroughJob {
  readonly upstreamPort: number
  readonly certificate: string
  readonly privateKey: string
}

/**
 * The least that a proxy of these parts can be: the listener of our proxy (TLS and HTTP/1.1 of Node, with its settings) and its client
 * (undici, with its settings), and between them nothing but the hop-by-hop headers dropped. Answers with its port.
 */
serveJobs<PassThroughJob, { readonly port: number }>(async ({ upstreamPort, certificate, privateKey }) => {
  const pool = new Pool(`http://127.0.0.1:${upstreamPort}`, {
    allowH2: false,
    pipelining: 1,
    bodyTimeout: 0,
    maxHeaderSize: 65_536,
  })
  const http = createServer({ requireHostHeader: false, requestTimeout: 0, keepAliveTimeout: 75_000 }, (from, to) =>
    passOn(pool, from, to),
  )
  const tls = createTlsServer(
    { cert: certificate, key: privateKey, ALPNProtocols: ['h2', 'http/1.1'], noDelay: true, keepAlive: true },
    (socket) => http.emit('connection', socket),
  )
  tls.listen(0, '127.0.0.1')
  await once(tls, 'listening')
  const address = tls.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP listener has no port')
  return { port: address.port }
})

function passOn(pool: Pool, { method = '', url = '', rawHeaders }: IncomingMessage, response: ServerResponse): void {
  const request = { method: method as Dispatcher.HttpMethod, path: url, headers: endToEnd(rawHeaders), body: null }
  pool.dispatch(request, {
    onRequestStart() {},
    onResponseStart({ rawHeaders: raw }, status) {
      response.writeHead(status, endToEnd(Array.isArray(raw) ? raw.map((part) => part.toString('latin1')) : []))
    },
    onResponseData(controller, chunk) {
      if (response.write(chunk)) return
      controller.pause()
      response.once('drain', () => controller.resume())
    },
    onResponseEnd() {
      response.end()
    },
    onResponseError() {
      response.destroy()
    },
  })
}

/** Names and values in turn, without what belongs to one connection (RFC 9110 section 7.6.1). */
function endToEnd(raw: readonly string[]): string[] {
  return raw.filter((_, index) => !hopByHop.has(raw[index - (index % 2)]?.toLowerCase() ?? ''))
}

const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer'])
