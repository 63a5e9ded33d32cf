import { isOurCredential, setsOurCookie, withoutOurCookies } from './credentials.ts'
import { isForwardedHeader, isIdentityHeader } from './forwarded-headers.ts'
import { foldHeaderName, type Header } from './header-name.ts'
import { asksForTrailers, connectionOptions, isHopByHop } from './hop-by-hop.ts'
import { type HeaderAliases, isOurHeader, noAliases } from './our-headers.ts'
import type { Route } from './route-keys.ts'

/** What a route says about headers. */
export type RouteHeaders = Pick<Route, 'set_request_headers' | 'remove_request_headers' | 'set_response_headers'>

/**
 * What of a message's headers passes on one route. The order, on every route and so also on public ones: hop-by-hop goes,
 * our names go, the route's removals, the route's own headers, and ours last, so that nothing a client or a route says
 * can remove or replace what we say.
 */
export class HeaderRules {
  readonly #aliases: HeaderAliases
  readonly #removed: ReadonlySet<string>
  readonly #setOnRequest: readonly Header[]
  readonly #setOnResponse: readonly Header[]

  constructor(route: RouteHeaders, aliases: HeaderAliases = noAliases) {
    this.#aliases = aliases
    this.#removed = new Set(route.remove_request_headers.map(foldHeaderName))
    this.#setOnRequest = Object.entries(route.set_request_headers)
    this.#setOnResponse = Object.entries(route.set_response_headers)
  }

  /**
   * The headers for the upstream. `Host` is not among them unless `ours` has it. What a peer says about the hops before it
   * (`X-Forwarded-*` and the like) passes only if the peer is trusted.
   */
  toUpstream(
    headers: readonly Header[],
    { fromTrustedPeer, ours }: { readonly fromTrustedPeer: boolean; readonly ours: readonly Header[] },
  ): Header[] {
    const options = connectionOptions(headers)
    const passed: Header[] = []
    const cookies: string[] = []
    for (const header of headers) {
      const [name, value] = header
      const folded = foldHeaderName(name)
      if (folded === 'host' || this.#neverPasses(folded, options) || this.#removed.has(folded)) continue
      if (isForwardedHeader(folded) && !fromTrustedPeer) continue
      if (folded === 'authorization' && isOurCredential(value)) continue
      if (folded !== 'cookie') passed.push(header)
      else cookies.push(withoutOurCookies(value) ?? '')
    }
    // HTTP/2 may split Cookie into field lines, HTTP/1.1 may not (RFC 9113 section 8.2.3).
    const cookie = cookies.filter((value) => value !== '').join('; ')
    if (cookie !== '') passed.push(['cookie', cookie])
    if (asksForTrailers(headers)) passed.push(['te', 'trailers'])
    return replaceHeaders(replaceHeaders(passed, this.#setOnRequest), ours)
  }

  /** The headers for the client, with the route's own and without a `Set-Cookie` of ours. */
  toClient(headers: readonly Header[]): Header[] {
    const options = connectionOptions(headers)
    const passed = headers.filter(([name, value]) => {
      const folded = foldHeaderName(name)
      return !this.#neverPasses(folded, options) && !(folded === 'set-cookie' && setsOurCookie(value))
    })
    return replaceHeaders(passed, this.#setOnResponse)
  }

  /** The trailers that pass, in either direction: nothing that no header could say, and nothing that is too late by then. */
  trailers(trailers: readonly Header[]): Header[] {
    return trailers.filter(([name]) => {
      const folded = foldHeaderName(name)
      if (tooLateInTrailers.has(folded) || this.#removed.has(folded)) return false
      return !this.#neverPasses(folded, new Set()) && !isForwardedHeader(folded)
    })
  }

  #neverPasses(folded: string, options: ReadonlySet<string>): boolean {
    return isHopByHop(folded) || options.has(folded) || isOurHeader(folded, this.#aliases) || isIdentityHeader(folded)
  }
}

function replaceHeaders(headers: readonly Header[], replacements: readonly Header[]): Header[] {
  const names = new Set(replacements.map(([name]) => foldHeaderName(name)))
  return [...headers.filter(([name]) => !names.has(foldHeaderName(name))), ...replacements]
}

// Framing, routing, authentication and content coding (RFC 9110 section 6.5.1).
const tooLateInTrailers: ReadonlySet<string> = new Set([
  ...['host', 'content-length', 'content-encoding', 'content-type', 'content-range'],
  ...['authorization', 'www-authenticate', 'cookie', 'set-cookie', 'location'],
])
