import { type HostRoute, HostRoutes } from './host-routes.ts'
import { pathMatcher } from './path-matcher.ts'
import type { RouteEntry } from './route-entry.ts'
import type { Route } from './route-keys.ts'

/**
 * All routes, immutable; a change makes a new table. The order in which routes are given plays no part in what is found.
 *
 * Only the authority chooses a host's routes. Among these, the route that fixes more of the path wins:
 *
 * 1. an exact `path`;
 * 2. else the longest fixed beginning: a `prefix` (none is `/`), or the text of a `regex` before its first special character
 *    (`/api/` of `/api/[0-9]+`; just `/` if it is a choice, as in `/a|/b`);
 * 3. at the same beginning a `regex` before a `prefix`;
 * 4. and if two routes still stand side by side, the one that asks more of the caller: a policy, then any signed-in user,
 *    then everybody; then the longer `regex`, then the smaller id by code units.
 *
 * So a public pattern takes nothing from below a longer prefix, unless it names that prefix itself.
 */
export class RouteTable {
  readonly #byAuthority: ReadonlyMap<string, HostRoutes>

  constructor(entries: Iterable<RouteEntry>) {
    const groups = Map.groupBy(Iterator.from(entries).map(hostRoute), ({ authority }) => authority)
    this.#byAuthority = new Map(Iterator.from(groups).map(([authority, routes]) => [authority, new HostRoutes(routes)]))
  }

  /** The route for a canonical authority and a path in normal form. */
  find(authority: string, path: string): RouteEntry | undefined {
    return this.#byAuthority.get(authority)?.find(path)
  }

  hasHost(authority: string): boolean {
    return this.#byAuthority.has(authority)
  }

  /** The canonical authorities that have a route. */
  hosts(): IterableIterator<string> {
    return this.#byAuthority.keys()
  }
}

/** The canonical authority of a route's `from`. */
export function routeAuthority(route: Pick<Route, 'from'>): string {
  return route.from.slice('https://'.length)
}

const hostRoutes = new WeakMap<Route, HostRoute & { readonly authority: string }>()

/** Compiled once per route object, so that a new table costs little for routes that it shares with the old one. */
function hostRoute(entry: RouteEntry): HostRoute & { readonly authority: string } {
  const known = hostRoutes.get(entry.route)
  if (known?.entry.version === entry.version && known.entry.id === entry.id) return known
  const compiled = {
    authority: routeAuthority(entry.route),
    entry,
    matcher: known?.matcher ?? pathMatcher(entry.route),
  }
  hostRoutes.set(entry.route, compiled)
  return compiled
}
