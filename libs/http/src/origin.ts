/** Whether a request's `Origin` is the host's own or one that its route allows. One without `Origin` is not. */
export function isAllowedOrigin(
  origin: string | undefined,
  { authority, allowedOrigins }: { readonly authority: string; readonly allowedOrigins: readonly string[] },
): origin is string {
  if (origin === undefined) return false
  return origin === `https://${authority}` || allowedOrigins.includes(origin)
}

/** What lets a script of `origin`, already found to be allowed, read an answer of ours and send cookies for it. */
export function corsHeaders(origin: string): Record<string, string> {
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers':
      'www-authenticate, retry-after, x-request-id, x-sallyport-reply, grpc-status, grpc-message',
    vary: 'Origin',
  }
}
