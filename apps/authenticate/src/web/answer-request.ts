import { isAppError, type Logger } from '@sallyport/kernel'
import { failureReply, internalErrorReply, methodNotAllowedReply, notFoundReply } from '../pages/error-replies.ts'
import type { Endpoint, Handler } from './endpoint.ts'
import type { WebReply } from './web-reply.ts'

/** The handler of all endpoints. It never throws. */
export function answerRequest(endpoints: readonly Endpoint[], log: Logger): Handler {
  return async (request, signal) => {
    const rows = endpoints.filter(([, path]) => path === request.path)
    if (rows.length === 0) return notFoundReply(request)
    const wanted = request.method === 'HEAD' ? 'GET' : request.method
    const handler = rows.find(([method]) => method === wanted)?.[2]
    if (!handler) return methodNotAllowedReply(request, rows.map(allowedBy).join(', '))
    try {
      return await handler(request, signal)
    } catch (error) {
      return replyToFailure(error)
    }

    function replyToFailure(error: unknown): WebReply {
      const fields = { request_id: request.requestId, path: request.path }
      if (!isAppError(error)) {
        log.error({ ...fields, err: error }, 'request failed')
        return internalErrorReply(request)
      }
      log.warn({ ...fields, code: error.code, reason: error.message }, 'request not answered as asked')
      return failureReply(request, error)
    }
  }
}

function allowedBy([method]: Endpoint): string {
  return method === 'GET' ? 'GET, HEAD' : method
}
