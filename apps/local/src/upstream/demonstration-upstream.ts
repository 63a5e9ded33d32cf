import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { PublicJwk } from '@sallyport/tokens'
import { WebSocketServer } from 'ws'
import { sendPage } from '../pages/page.ts'
import { checkAssertion } from './assertion-check.ts'
import { receive } from './received-request.ts'
import { requestPage } from './request-page.ts'
import { sendEvents, sendLate, sendStream } from './streaming-answers.ts'
import { websocketPage } from './websocket-page.ts'

export interface UpstreamOptions {
  readonly host: string
  readonly port: number
  /** The proxy's public keys; `kid` is the one that is needed. */
  readonly keysFor: (kid: string | undefined) => Promise<readonly PublicJwk[]>
}

export interface RunningUpstream extends AsyncDisposable {
  readonly port: number
}

/**
 * The web application of the demonstration. It shows each request as it arrived, as JSON to whoever does not ask for a page;
 * `/ws` echoes over a WebSocket, `/events`, `/stream` and `/slow` answer at length.
 */
export async function startDemonstrationUpstream({ host, port, keysFor }: UpstreamOptions): Promise<RunningUpstream> {
  const serve = async (request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> => {
    const authority = publicAuthorityOf(request)
    const url = new URL(request.url ?? '/', 'http://upstream')
    switch (url.pathname) {
      case '/readyz':
        return void response.end('ready\n')
      case '/ws-demo':
        return sendPage(response, 200, websocketPage(authority))
      case '/events':
        return await sendEvents(response, signal)
      case '/stream':
        return await sendStream(response, signal)
      case '/slow':
        return await sendLate(response, Number(url.searchParams.get('ms')), signal)
    }
    const assertion = await checkAssertion(headerOf(request, 'x-sallyport-jwt-assertion'), authority, keysFor)
    const received = await receive(request, assertion)
    if (request.headers.accept?.includes('text/html')) return sendPage(response, 200, requestPage(authority, received))
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    response.end(`${JSON.stringify(received, undefined, 2)}\n`)
  }

  const server = createServer((request, response) => {
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    serve(request, response, gone.signal).catch((error: unknown) => {
      if (!gone.signal.aborted) response.destroy(error instanceof Error ? error : undefined)
    })
  })
  const echo = new WebSocketServer({ server, path: '/ws', maxPayload: 1_048_576 })
  echo.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
    socket.on('error', () => socket.terminate())
  })
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of echo.clients) socket.close(1001, 'the upstream stops')
      server.close()
      server.closeAllConnections()
    },
  }
}

// The proxy sets this header itself and drops what a client sends under the name.
function publicAuthorityOf(request: IncomingMessage): string {
  return headerOf(request, 'x-forwarded-host') ?? request.headers.host ?? ''
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}
