import type { PathMatcher } from './path-matcher.ts'
import type { RouteEntry } from './route-entry.ts'
import type { Route } from './route-keys.ts'

export interface HostRoute {
  readonly entry: RouteEntry
  readonly matcher: PathMatcher
}

/** The routes of one host. The order in which they win is that of `RouteTable`. */
export class HostRoutes {
  readonly #paths = new Map<string, RouteEntry>()
  readonly #prefixes = new Map<string, RouteEntry>()
  readonly #regexes: { readonly entry: RouteEntry; readonly matcher: PathMatcher & { readonly kind: 'regex' } }[] = []
  #longestPrefix = 0

  constructor(routes: readonly HostRoute[]) {
    for (const { entry, matcher } of routes.toSorted(compareSpecificity)) {
      switch (matcher.kind) {
        case 'path':
          if (!this.#paths.has(matcher.beginning)) this.#paths.set(matcher.beginning, entry)
          break
        case 'prefix':
          if (!this.#prefixes.has(matcher.beginning)) this.#prefixes.set(matcher.beginning, entry)
          this.#longestPrefix = Math.max(this.#longestPrefix, matcher.beginning.length)
          break
        case 'regex':
          this.#regexes.push({ entry, matcher })
          break
      }
    }
  }

  find(path: string): RouteEntry | undefined {
    const exact = this.#paths.get(path)
    if (exact !== undefined) return exact
    const prefix = this.#findPrefix(path)
    for (const { entry, matcher } of this.#regexes) {
      if (prefix !== undefined && matcher.beginning.length < prefix.length) break
      if (path.startsWith(matcher.beginning) && matcher.matches(path)) return entry
    }
    return prefix?.entry
  }

  /** Tries the path itself, then what comes before or with each of its slashes, from the right: so the longest wins. */
  #findPrefix(path: string): { readonly entry: RouteEntry; readonly length: number } | undefined {
    let end = path.length
    while (end > 0) {
      if (end <= this.#longestPrefix) {
        const entry = this.#prefixes.get(path.slice(0, end))
        if (entry !== undefined) return { entry, length: end }
      }
      const isAfterSlash = path.charAt(end - 1) === '/'
      end = isAfterSlash ? end - 1 : path.lastIndexOf('/', Math.min(end - 1, this.#longestPrefix)) + 1
    }
    return undefined
  }
}

/** Orders the routes of one host by the rule of `RouteTable`, the more specific first. */
function compareSpecificity(a: HostRoute, b: HostRoute): number {
  return (
    kindRank[a.matcher.kind] - kindRank[b.matcher.kind] ||
    b.matcher.beginning.length - a.matcher.beginning.length ||
    openness(a.entry.route) - openness(b.entry.route) ||
    (b.entry.route.regex ?? '').length - (a.entry.route.regex ?? '').length ||
    (a.entry.id < b.entry.id ? -1 : 1)
  )
}

const kindRank = { path: 0, regex: 1, prefix: 2 } as const

function openness(route: Route): number {
  if (route.allow_public_unauthenticated_access) return 2
  return route.allow_any_authenticated_user ? 1 : 0
}
