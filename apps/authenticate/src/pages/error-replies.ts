import { clientShape, type ErrorReport, errorReply, httpStatus } from '@sallyport/http'
import type { AppError } from '@sallyport/kernel'
import type { ReplyReason } from '../reason.ts'
import type { WebReply } from '../web/web-reply.ts'
import type { WebRequest } from '../web/web-request.ts'

/** How long a client waits before it asks again for what a broken dependency could not answer. */
export const retryAfterSeconds = 5

/** What can be said of a request that is not served: its reason is one of the closed lists. */
type Report = Omit<ErrorReport, 'requestId' | 'reason'> & { readonly reason: ReplyReason }

export function reportReply(request: WebRequest, report: Report): WebReply {
  return errorReply({ ...report, requestId: request.requestId }, clientShape(request))
}

export function notFoundReply(request: WebRequest): WebReply {
  return reportReply(request, {
    status: 404,
    code: 'not-found',
    reason: 'unknown-path',
    message: 'Sign-in has no such page.',
  })
}

export function methodNotAllowedReply(request: WebRequest, allow: string): WebReply {
  return reportReply(request, {
    status: 405,
    code: 'invalid-argument',
    reason: 'method-not-allowed',
    message: 'This page does not take requests of this kind.',
    allow,
  })
}

export function badRequestReply(request: WebRequest, reason: ReplyReason, message: string): WebReply {
  return reportReply(request, { status: 400, code: 'invalid-argument', reason, message })
}

export function internalErrorReply(request: WebRequest): WebReply {
  return reportReply(request, {
    status: 500,
    code: 'unavailable',
    reason: 'internal-error',
    message: 'Something unexpected happened. It has been logged under the request id.',
  })
}

/**
 * For what endpoints throw. A dependency that does not answer leaves everything open: it is never taken for "not signed in",
 * so no cookie is touched.
 */
export function failureReply(request: WebRequest, { code, message }: AppError): WebReply {
  if (code === 'unavailable' || code === 'deadline-exceeded' || code === 'cancelled') {
    return reportReply(request, {
      status: 503,
      code: 'unavailable',
      reason: 'records-unavailable',
      message: 'Your session cannot be looked up right now. Nothing is lost.',
      nextStep: 'Try again in a few seconds.',
      retryAfterSeconds,
    })
  }
  return reportReply(request, { status: httpStatus[code], code, reason: code, message: `Not possible: ${message}.` })
}
