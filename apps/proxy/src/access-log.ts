import { wellFormedRequestId } from '@sallyport/http'
import type { Logger, MonotonicMs } from '@sallyport/kernel'
import type { EdgeMetrics } from './edge-metrics.ts'
import type { PassageObserver } from './handle-request.ts'
import type { Passage } from './passage.ts'

/** One line and one count for each request, when it is over. Neither holds a query: those carry codes and tokens. */
export class AccessLog implements PassageObserver {
  readonly #log: Logger
  readonly #metrics: EdgeMetrics
  readonly #monotonicMs: MonotonicMs

  constructor(log: Logger, metrics: EdgeMetrics, monotonicMs: MonotonicMs) {
    this.#log = log
    this.#metrics = metrics
    this.#monotonicMs = monotonicMs
  }

  began(): void {
    this.#metrics.requestBegan()
  }

  ended(passage: Passage, isWhole: boolean): void {
    const durationMs = this.#monotonicMs() - passage.startedMs
    const { request, exchange, outcome, routeId, failure } = passage
    this.#metrics.requestEnded({ routeId, outcome, failure, durationMs })
    const fields: Record<string, unknown> = {
      request_id: request.requestId,
      method: request.method,
      host: request.authority,
      path: shortened(request.path),
      status: exchange.status,
      outcome,
      duration_ms: Math.round(durationMs * 1_000) / 1_000,
      client_address: request.clientAddress,
      http_version: request.httpVersion,
    }
    const clientRequestId = wellFormedRequestId(request.header('x-request-id'))
    if (clientRequestId !== undefined) fields['client_request_id'] = clientRequestId
    if (routeId !== undefined) fields['route_id'] = routeId
    if (passage.userId !== undefined) fields['user_id'] = passage.userId
    if (passage.userEmail !== undefined) fields['user_email'] = passage.userEmail
    if (passage.sessionId !== undefined) fields['session_id'] = passage.sessionId
    if (passage.reasons.length > 0) fields['reasons'] = passage.reasons
    if (failure !== undefined) fields['failure'] = failure
    if (!isWhole) fields['incomplete'] = true
    this.#log.info(fields, 'request')
  }

  failed({ request }: Passage, error: unknown): void {
    this.#log.error({ err: error, request_id: request.requestId }, 'request failed')
  }
}

const maxPathCharacters = 512

function shortened(path: string): string {
  const end = path.indexOf('?')
  const withoutQuery = end === -1 ? path : path.slice(0, end)
  return withoutQuery.length > maxPathCharacters ? `${withoutQuery.slice(0, maxPathCharacters)}…` : withoutQuery
}
