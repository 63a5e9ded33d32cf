/**
 * Whether a header claims how the request came to us: believed from a trusted peer, dropped from any other. `name` is folded.
 */
export function isForwardedHeader(name: string): boolean {
  return forwarded.has(name) || forwardedPrefixes.some((prefix) => name.startsWith(prefix))
}

/**
 * Whether applications commonly take a header for who the caller is. A peer trusted for addresses still passes on what its
 * client sent, so these are dropped whoever the peer is. `name` is folded.
 */
export function isIdentityHeader(name: string): boolean {
  return identity.has(name) || identityPrefixes.some((prefix) => name.startsWith(prefix))
}

const forwarded: ReadonlySet<string> = new Set([
  ...['forwarded', 'x-real-ip', 'x-http-method-override', 'x-http-method', 'x-method-override'],
])
const forwardedPrefixes = ['x-forwarded-', 'x-original-', 'x-rewrite-', 'x-envoy-'] as const

const identity: ReadonlySet<string> = new Set([
  ...['x-forwarded-user', 'x-forwarded-email', 'x-forwarded-groups', 'x-forwarded-preferred-username'],
  ...['x-forwarded-access-token', 'x-forwarded-client-cert'],
])
const identityPrefixes = ['x-client-cert', 'x-ssl-client-', 'x-tls-client-'] as const
