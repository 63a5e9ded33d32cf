import { corsHeaders } from './origin.ts'
import { contentSecurityPolicy } from './page-style.ts'

/** An answer of our own, whole. The caller leaves the body out for HEAD. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Tells an answer of ours from one of an upstream, which cannot set it. */
export const replyMarker = 'x-sallyport-reply'

/** The headers of every answer of ours: recognizable, never stored, never framed, never guessed at. */
export function replyHeaders(
  requestId: string,
  {
    formActions,
    corsOrigin,
  }: { readonly formActions?: readonly string[]; readonly corsOrigin?: string | undefined } = {},
): Record<string, string> {
  return {
    [replyMarker]: 'true',
    'x-request-id': requestId,
    'cache-control': 'no-store',
    'content-security-policy': contentSecurityPolicy(formActions),
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    // With no-referrer a form would say `Origin: null`, and its receiver could not tell that it came from this page.
    'referrer-policy': formActions === undefined ? 'no-referrer' : 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    ...(corsOrigin === undefined ? {} : corsHeaders(corsOrigin)),
  }
}

/** An answer that is a page. `formActions` must name every origin that a form on it can lead to. */
export function pageReply(page: string, { requestId, status = 200, formActions }: PageReplyOptions): Reply {
  const headers = replyHeaders(requestId, formActions === undefined ? {} : { formActions })
  return { status, headers: { ...headers, 'content-type': 'text/html; charset=utf-8' }, body: page }
}

export interface PageReplyOptions {
  readonly requestId: string
  readonly status?: number
  readonly formActions?: readonly string[]
}
