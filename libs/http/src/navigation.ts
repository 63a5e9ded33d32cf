import { acceptNames, hasFetchMetadata, headerOf, type RequestHints } from './request-hints.ts'

/**
 * Whether a person's browser is opening a page, so that a redirect to sign in helps. Anything else (`fetch`, a form POST, a
 * frame, a prefetch, a program) gets 401 in its own shape: a redirect would lose what it sends or end in a CORS error.
 */
export function isNavigation(request: RequestHints): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false
  if (/\bprefetch\b/i.test(headerOf(request, 'sec-purpose') ?? '')) return false
  if (!hasFetchMetadata(request)) return acceptNames(request, /^text\/html$/i)
  return headerOf(request, 'sec-fetch-mode') === 'navigate' && headerOf(request, 'sec-fetch-dest') === 'document'
}
