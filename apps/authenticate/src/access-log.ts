import type { Logger } from '@sallyport/kernel'
import type { AuthenticateMetrics } from './authenticate-metrics.ts'
import type { Endpoint } from './web/endpoint.ts'
import type { WebListenerOptions } from './web/web-listener.ts'

const maxPathLength = 512

/** One line and one measurement for each request. Neither holds a query: those carry codes and states. */
export function accessLog(
  endpoints: readonly Endpoint[],
  metrics: Pick<AuthenticateMetrics, 'request'>,
  log: Logger,
): WebListenerOptions['onAnswered'] {
  const known = new Set(endpoints.map(([, path]) => path))
  return ({ requestId, method, path, clientAddress }, { status }, durationMs, isWhole) => {
    metrics.request(known.has(path) ? path : 'other', status, durationMs)
    const fields = {
      request_id: requestId,
      method,
      path: path.slice(0, maxPathLength),
      status,
      duration_ms: Math.round(durationMs * 1_000) / 1_000,
      client_address: clientAddress,
      ...(!isWhole && { incomplete: true }),
    }
    log.info(fields, 'request')
  }
}
