import { setsOurCookie } from './credentials.ts'
import { foldHeaderName, isHeaderName } from './header-name.ts'
import { isHopByHop } from './hop-by-hop.ts'
import { normalizeTarget } from './normalize-target.ts'
import { isOurHeader } from './our-headers.ts'
import { compileRegex } from './path-matcher.ts'
import { isReservedPath } from './reserved-path.ts'
import type { Route } from './route-keys.ts'

/** What is wrong with a route, at which of its keys. */
export interface RouteContradiction {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** What a route says that cannot hold, or cannot have an effect, although each of its keys is well-formed. */
export function findContradictions(route: Route): RouteContradiction[] {
  return [...matching(route), ...access(route), ...requestHeaders(route), ...responseHeaders(route), ...tls(route)]
}

function* matching(route: Route): Iterable<RouteContradiction> {
  yield* atMostOne(route, ['prefix', 'path', 'regex'])
  for (const key of ['prefix', 'path'] as const) {
    const message = route[key] === undefined ? undefined : unreachable(route[key], route.allow_encoded_slash)
    if (message !== undefined) yield { path: [key], message }
  }
  if (route.regex === undefined) return
  const compiled = compileRegex(route.regex)
  if (compiled.outcome === 'ok' && !compiled.beginning.startsWith('/')) {
    yield { path: ['regex'], message: 'matches no path: every path begins with /' }
  }
}

function unreachable(path: string, allowEncodedSlash: boolean): string | undefined {
  if (!path.startsWith('/')) return 'must begin with /'
  const target = normalizeTarget(path)
  if (target.outcome === 'refused') return `no request has this path (${target.reason})`
  if (target.query !== '') return 'must be a path without a query'
  if (target.path !== path) return `is not in normal form: write ${target.path}`
  if (target.encodedSlash && !allowEncodedSlash) return 'holds %2F, which needs allow_encoded_slash'
  return isReservedPath(path) ? 'is reserved' : undefined
}

function* access(route: Route): Iterable<RouteContradiction> {
  const keys = ['policy', 'allow_public_unauthenticated_access', 'allow_any_authenticated_user'] as const
  const given = keys.filter((key) => route[key] !== undefined && route[key] !== false)
  const [first, second] = given
  if (second !== undefined) yield { path: [second], message: `cannot stand beside ${first}` }
}

function* requestHeaders(route: Route): Iterable<RouteContradiction> {
  for (const [name, value] of Object.entries(route.set_request_headers)) {
    const path = ['set_request_headers', name]
    const message = reservedOnRequest(name)
    if (message !== undefined) yield { path, message }
    if (value.includes('${')) yield { path, message: 'holds ${…}, but values are passed on as they are' }
  }
  for (const [index, name] of route.remove_request_headers.entries()) {
    const message = reservedOnRequest(name)
    if (message !== undefined) yield { path: ['remove_request_headers', index], message }
  }
}

function reservedOnRequest(name: string): string | undefined {
  const folded = foldHeaderName(name)
  if (folded === 'host') return 'is not set here: see preserve_host_header'
  if (alwaysOurs.has(folded) || isOurHeader(folded)) return 'is always set by the proxy'
  return unfit(folded)
}

function* responseHeaders(route: Route): Iterable<RouteContradiction> {
  for (const [name, value] of Object.entries(route.set_response_headers)) {
    const path = ['set_response_headers', name]
    const folded = foldHeaderName(name)
    const message = isOurHeader(folded) ? 'is set by the proxy alone' : unfit(folded)
    if (message !== undefined) yield { path, message }
    if (folded === 'set-cookie' && setsOurCookie(value)) yield { path, message: 'sets a cookie of the proxy' }
  }
}

function unfit(folded: string): string | undefined {
  if (!isHeaderName(folded)) return 'is not a header name'
  return folded === 'content-length' || isHopByHop(folded)
    ? 'is about the connection, which the proxy manages'
    : undefined
}

function* tls(route: Route): Iterable<RouteContradiction> {
  yield* atMostOne(route, ['tls_custom_ca', 'tls_custom_ca_file'])
  if (route.tls_skip_verify) yield* atMostOne(route, ['tls_skip_verify', 'tls_custom_ca', 'tls_custom_ca_file'])
  if (route.tls_client_cert_file !== undefined && route.tls_client_key_file === undefined)
    yield { path: ['tls_client_cert_file'], message: 'needs tls_client_key_file' }
  if (route.tls_client_key_file !== undefined && route.tls_client_cert_file === undefined)
    yield { path: ['tls_client_key_file'], message: 'needs tls_client_cert_file' }
  if (route.to.every((url) => url.startsWith('https://'))) return
  for (const key of tlsKeys) {
    if (route[key] !== undefined && route[key] !== false)
      yield { path: [key], message: 'has no effect: to is not https://' }
  }
}

function* atMostOne(route: Route, keys: readonly (keyof Route)[]): Iterable<RouteContradiction> {
  const [first, second] = keys.filter((key) => route[key] !== undefined)
  if (first !== undefined && second !== undefined) yield { path: [second], message: `cannot stand beside ${first}` }
}

const alwaysOurs: ReadonlySet<string> = new Set([
  ...['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'x-request-id'],
])
const tlsKeys = [
  'tls_skip_verify',
  'tls_custom_ca',
  'tls_custom_ca_file',
  'tls_client_cert_file',
  'tls_client_key_file',
  'tls_upstream_server_name',
] as const
