import type { HandlersOf } from '@sallyport/grpc'
import { type MonotonicMs, systemMonotonicMs } from '@sallyport/kernel'
import type { authorizeService } from '@sallyport/proto'
import type { authorizeMetrics } from './authorize-metrics.ts'
import { type CheckSources, check } from './check.ts'
import { checkResponse } from './check-response.ts'
import { logDecision } from './decision-log.ts'
import { questionFrom } from './question.ts'

/** Answers a proxy, and leaves one line in the log and one in the metrics for each answer. */
export function checkHandler(
  sources: CheckSources,
  metrics: Pick<ReturnType<typeof authorizeMetrics>, 'decided'>,
  monotonicMs: MonotonicMs = systemMonotonicMs,
): HandlersOf<typeof authorizeService> {
  return {
    async Check(request, { signal, requestId }) {
      const begunMs = monotonicMs()
      const question = questionFrom({ ...request, requestId: request.requestId || requestId })
      const answer = await check(question, sources, signal)
      const durationMs = monotonicMs() - begunMs
      const route = sources.mirror.get({ type: 'route', id: question.routeId })
      const from = route?.data['from']
      metrics.decided(answer, route?.id ?? '', durationMs)
      logDecision(sources.log, question, answer, { routeFrom: typeof from === 'string' ? from : undefined, durationMs })
      return checkResponse(answer)
    },
  }
}
