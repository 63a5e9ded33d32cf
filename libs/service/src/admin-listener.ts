import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { AppError, type Logger } from '@sallyport/kernel'
import type { Registry } from 'prom-client'
import type { HealthReport } from './health-report.ts'

export interface AdminListenerOptions {
  readonly address: { readonly host: string; readonly port: number }
  readonly health: HealthReport
  readonly metrics: Registry
  readonly log: Logger
}

/** `/livez`, `/readyz`, `/status` and `/metrics`, on an address of their own that is never public. */
export class AdminListener implements AsyncDisposable {
  readonly #server: Server
  readonly port: number

  private constructor(server: Server, port: number) {
    this.#server = server
    this.port = port
  }

  /** Throws `unavailable` when the address cannot be listened on. */
  static async listen({ address, health, metrics, log }: AdminListenerOptions): Promise<AdminListener> {
    const server = createServer((request, response) => {
      answer(request, response, health, metrics).catch((error: unknown) => {
        log.error({ err: error, path: request.url }, 'admin request failed')
        if (!response.headersSent) send(response, 500, 'text/plain', 'internal error\n')
      })
    })
    server.requestTimeout = 10_000
    try {
      server.listen(address.port, address.host)
      await once(server, 'listening')
    } catch (cause) {
      throw new AppError('unavailable', `cannot listen on ${address.host}:${address.port} for health and metrics`, {
        cause,
      })
    }
    const bound = server.address()
    return new AdminListener(server, typeof bound === 'object' && bound ? bound.port : address.port)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  health: HealthReport,
  metrics: Registry,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return send(response, 405, 'text/plain', 'only GET and HEAD\n')
  const [path = ''] = (request.url ?? '').split('?', 1)
  switch (path) {
    case '/livez':
      return send(response, 200, 'text/plain', 'ok\n')
    case '/readyz': {
      const readiness = health.readiness()
      return send(response, readiness.ready ? 200 : 503, 'application/json', `${JSON.stringify(readiness)}\n`)
    }
    case '/status':
      return send(response, 200, 'application/json', `${JSON.stringify(health.status(), undefined, 2)}\n`)
    case '/metrics':
      return send(response, 200, metrics.contentType, await metrics.metrics())
    default:
      return send(response, 404, 'text/plain', 'there are /livez, /readyz, /status and /metrics\n')
  }
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' }).end(body)
}
