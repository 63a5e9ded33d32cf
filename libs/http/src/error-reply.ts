import type { ClientShape } from './client-shape.ts'
import { errorPage } from './error-page.ts'
import type { ErrorReport } from './error-report.ts'
import { kubernetesStatus } from './kubernetes-status.ts'
import { type Reply, replyHeaders } from './reply.ts'
import { grpcStatus } from './status-codes.ts'

/** The answer to a request that is not served, in the form that its client reads. Never a redirect. */
export function errorReply(report: ErrorReport, shape: ClientShape): Reply {
  const headers = { ...replyHeaders(report.requestId, { corsOrigin: report.corsOrigin }), ...statusHeaders(report) }
  const reply = (contentType: string, body: string): Reply => ({
    status: report.status,
    headers: { ...headers, 'content-type': contentType },
    body,
  })
  switch (shape) {
    case 'browser':
      return reply('text/html; charset=utf-8', errorPage(report))
    case 'fetch':
      return reply('application/json', JSON.stringify(errorJson(report)))
    case 'kubectl':
      return reply('application/json', JSON.stringify(kubernetesStatus(report)))
    case 'plain':
      return reply('text/plain; charset=utf-8', errorText(report))
    case 'grpc':
    case 'grpc-web':
      return { status: 200, headers: { ...headers, ...trailersOnly(report, shape) }, body: '' }
  }
}

function statusHeaders(report: ErrorReport): Record<string, string> {
  const headers: Record<string, string> = {}
  if (report.status === 401)
    headers['www-authenticate'] =
      `Bearer realm="sallyport"${report.invalidCredential === true ? ', error="invalid_token"' : ''}`
  if (report.retryAfterSeconds !== undefined) headers['retry-after'] = String(Math.ceil(report.retryAfterSeconds))
  if (report.allow !== undefined) headers['allow'] = report.allow
  return headers
}

function errorJson({ code, reason, message, requestId, signInUrl }: ErrorReport): object {
  return { error: code, reason, message, request_id: requestId, sign_in_url: signInUrl }
}

function errorText({ status, message, nextStep, signInUrl, reason, requestId }: ErrorReport): string {
  const lines = [
    `${status}: ${message}`,
    nextStep,
    signInUrl && `sign in: ${signInUrl}`,
    `reason: ${reason}`,
    `request id: ${requestId}`,
  ]
  return `${lines.filter((line) => line !== undefined && line !== '').join('\n')}\n`
}

/** A gRPC answer without a message has its trailers in the place of headers, over HTTP 200 (gRPC over HTTP/2, "Responses"). */
function trailersOnly({ code, message, reason }: ErrorReport, shape: 'grpc' | 'grpc-web'): Record<string, string> {
  const text = encodeURIComponent(`${message} (${reason})`.toWellFormed()).replaceAll('%20', ' ')
  return { 'content-type': `application/${shape}`, 'grpc-status': String(grpcStatus[code]), 'grpc-message': text }
}
