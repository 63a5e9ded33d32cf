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
  readonly #setOnRequest: Replacement
  readonly #setOnResponse: Replacement
  /** By the spelling in which names come: the same few hundred come again and again, and to fold and look them up costs far more. */
  readonly #known = new Map<string, HeaderKind>()

  constructor(route: RouteHeaders, aliases: HeaderAliases = noAliases) {
    this.#aliases = aliases
    this.#removed = new Set(route.remove_request_headers.map(foldHeaderName))
    this.#setOnRequest = replacement(Object.entries(route.set_request_headers))
    this.#setOnResponse = replacement(Object.entries(route.set_response_headers))
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
    const replaced = this.#foldedNames(ours)
    const passed: Header[] = []
    let cookie = ''
    let wantsTrailers = false
    for (const header of headers) {
      const [name, value] = header
      const { folded, neverPasses, isRemoved, isForwarded } = this.#kindOf(name)
      if (folded === 'te') wantsTrailers ||= asksForTrailers([header])
      if (neverPasses || isRemoved || folded === 'host' || options.has(folded)) continue
      if (isForwarded && !fromTrustedPeer) continue
      if (folded === 'authorization' && isOurCredential(value)) continue
      if (this.#setOnRequest.names.has(folded) || replaced.includes(folded)) continue
      if (folded !== 'cookie') {
        passed.push(header)
        continue
      }
      // HTTP/2 may split Cookie into field lines, HTTP/1.1 may not (RFC 9113 section 8.2.3).
      const kept = withoutOurCookies(value) ?? ''
      if (kept !== '') cookie = cookie === '' ? kept : `${cookie}; ${kept}`
    }
    if (cookie !== '') passed.push(['cookie', cookie])
    if (wantsTrailers && !this.#setOnRequest.names.has('te')) passed.push(['te', 'trailers'])
    for (const header of this.#setOnRequest.headers)
      if (!replaced.includes(this.#kindOf(header[0]).folded)) passed.push(header)
    for (const header of ours) passed.push(header)
    return passed
  }

  /** The headers for the client, with the route's own and without a `Set-Cookie` of ours. */
  toClient(headers: readonly Header[]): Header[] {
    const options = connectionOptions(headers)
    const passed: Header[] = []
    for (const header of headers) {
      const { folded, neverPasses } = this.#kindOf(header[0])
      if (neverPasses || options.has(folded) || this.#setOnResponse.names.has(folded)) continue
      if (folded === 'set-cookie' && setsOurCookie(header[1])) continue
      passed.push(header)
    }
    for (const header of this.#setOnResponse.headers) passed.push(header)
    return passed
  }

  /** The trailers that pass, in either direction: nothing that no header could say, and nothing that is too late by then. */
  trailers(trailers: readonly Header[]): Header[] {
    return trailers.filter(([name]) => {
      const { folded, neverPasses, isRemoved, isForwarded } = this.#kindOf(name)
      return !tooLateInTrailers.has(folded) && !isRemoved && !neverPasses && !isForwarded
    })
  }

  #kindOf(name: string): HeaderKind {
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const folded = foldHeaderName(name)
    const kind: HeaderKind = {
      folded,
      neverPasses: isHopByHop(folded) || isOurHeader(folded, this.#aliases) || isIdentityHeader(folded),
      isRemoved: this.#removed.has(folded),
      isForwarded: isForwardedHeader(folded),
    }
    if (this.#known.size >= maxKnown) this.#known.clear()
    if (name.length <= maxKnownLength) this.#known.set(name, kind)
    return kind
  }

  #foldedNames(headers: readonly Header[]): string[] {
    return headers.map(([name]) => this.#kindOf(name).folded)
  }
}

/** What the rules of one route say about a name. */
interface HeaderKind {
  readonly folded: string
  readonly neverPasses: boolean
  readonly isRemoved: boolean
  readonly isForwarded: boolean
}

/** Headers that take the place of all others with their names. */
interface Replacement {
  readonly headers: readonly Header[]
  readonly names: ReadonlySet<string>
}

// Clients choose the names: what is remembered of them is bounded.
const maxKnown = 512
const maxKnownLength = 64

function replacement(headers: readonly Header[]): Replacement {
  return { headers, names: new Set(headers.map(([name]) => foldHeaderName(name))) }
}

// Framing, routing, authentication and content coding (RFC 9110 section 6.5.1).
const tooLateInTrailers: ReadonlySet<string> = new Set([
  ...['host', 'content-length', 'content-encoding', 'content-type', 'content-range'],
  ...['authorization', 'www-authenticate', 'cookie', 'set-cookie', 'location'],
])
