import {
  clientShape,
  type EndpointReason,
  type ErrorReport,
  errorReply,
  type RequestHeadProblem,
} from '@sallyport/http'
import type { RoutedRequest, RoutingProblem } from '@sallyport/routing'
import type { EdgeReason } from './edge-reason.ts'
import type { EdgeRequest, EdgeResponse } from './edge-request.ts'
import type { ForwardReplies } from './forwarding/forward-request.ts'
import type { ProxyReason } from './proxy-reason.ts'

/** Why a request that is well-formed leads nowhere. */
export type NotFoundReason =
  | Extract<RoutingProblem, 'unknown-host' | 'no-route'>
  | Extract<EndpointReason, 'unknown-path'>

/** Why a request for a WebSocket is refused. */
export type UpgradeProblem = Extract<EdgeReason | EndpointReason, 'websocket-not-allowed' | 'foreign-origin'>

type Refusal = RequestHeadProblem | Extract<RoutedRequest, { readonly outcome: 'refused' }>['reason']

/** The answer to a request that is not taken as it came. */
export function badRequest(request: EdgeRequest, status: 400 | 405 | 431, reason: Refusal): EdgeResponse {
  switch (status) {
    case 400:
      return reply(request, { status, code: 'invalid-argument', reason, message: 'This request is not well-formed.' })
    case 405: {
      const message = 'This method cannot be used here.'
      return reply(request, { status, code: 'invalid-argument', reason, message, allow: allowedMethods })
    }
    case 431: {
      const message = 'The headers of this request are too large.'
      const nextStep = 'Delete the cookies of this site and try again.'
      return reply(request, { status, code: 'resource-exhausted', reason, message, nextStep })
    }
  }
}

export function notFound(request: EdgeRequest, reason: NotFoundReason): EdgeResponse {
  return reply(request, { status: 404, code: 'not-found', reason, message: 'There is nothing at this address.' })
}

/** An upgrade that the route does not allow, or not from the page that asks for it. */
export function upgradeRefused(request: EdgeRequest, reason: UpgradeProblem): EdgeResponse {
  const message = 'A WebSocket cannot be opened here.'
  return reply(request, { status: 403, code: 'permission-denied', reason, message })
}

/** The answer when something of ours is broken; what, stands in the log under the request's id. */
export function internalError(request: EdgeRequest): EdgeResponse {
  const message = 'Something is wrong on our side.'
  return reply(request, { status: 500, code: 'unavailable', reason: 'internal-error', message })
}

export const forwardReplies: ForwardReplies = {
  upstreamFailed: ({ request }, { status, code, reason, message }) => reply(request, { status, code, reason, message }),
  rightLost: ({ request }, reason) => {
    const message = 'Your access to this application has ended.'
    const nextStep = 'Open the application again: you will be told what is missing.'
    return reply(request, { status: 403, code: 'permission-denied', reason, message, nextStep })
  },
}

// Every method but TRACE and CONNECT is forwarded; Allow names those that clients ask about.
const allowedMethods = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'

type Report = Omit<ErrorReport, 'requestId' | 'host' | 'reason'> & { readonly reason: ProxyReason }

function reply(request: EdgeRequest, report: Report): EdgeResponse {
  const { requestId, authority } = request
  return errorReply({ ...report, requestId, ...(authority === '' ? {} : { host: authority }) }, clientShape(request))
}
