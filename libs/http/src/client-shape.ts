import { acceptNames, hasFetchMetadata, headerOf, type RequestHints } from './request-hints.ts'

/** What reads the answer: it decides the form of an error, never whether there is one. */
export type ClientShape = 'browser' | 'fetch' | 'grpc' | 'grpc-web' | 'kubectl' | 'plain'

export function clientShape(request: RequestHints): ClientShape {
  const contentType = headerOf(request, 'content-type') ?? ''
  if (/^application\/grpc-web/i.test(contentType)) return 'grpc-web'
  if (/^application\/grpc(?:[+;]|$)/i.test(contentType)) return 'grpc'
  if (isKubernetesClient(request)) return 'kubectl'
  if (hasFetchMetadata(request)) return headerOf(request, 'sec-fetch-mode') === 'navigate' ? 'browser' : 'fetch'
  if (headerOf(request, 'x-requested-with')?.toLowerCase() === 'xmlhttprequest') return 'fetch'
  if (acceptNames(request, /^text\/html$/i)) return 'browser'
  return acceptNames(request, /^application\/(?:[\w.-]+\+)?json$/i) ? 'fetch' : 'plain'
}

/** kubectl names itself; programs made with client-go end their `User-Agent` with `kubernetes/<commit>`. */
function isKubernetesClient(request: RequestHints): boolean {
  return /^kubectl\/|\bkubernetes\/[\da-f$]/.test(headerOf(request, 'user-agent') ?? '')
}
