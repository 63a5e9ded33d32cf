import { normalizeTarget, type TargetProblem } from './normalize-target.ts'
import { isReservedPath } from './reserved-path.ts'
import type { RouteEntry } from './route-entry.ts'
import type { RouteTable } from './route-table.ts'

/** Why a request with a target in normal form is on no route. */
export const routingProblemCodes = ['unknown-host', 'no-route', 'encoded-slash'] as const

export type RoutingProblem = (typeof routingProblemCodes)[number]

export type RoutedRequest =
  | { readonly outcome: 'route'; readonly entry: RouteEntry; readonly path: string; readonly query: string }
  /** A path of the product itself, on the host of some route. */
  | { readonly outcome: 'reserved'; readonly path: string; readonly query: string }
  | { readonly outcome: Extract<RoutingProblem, 'unknown-host' | 'no-route'> }
  | { readonly outcome: 'refused'; readonly reason: TargetProblem | Extract<RoutingProblem, 'encoded-slash'> }

/** Where a request goes, by its canonical authority and its target in origin-form. `path` is the one string to use from here on. */
export function routeRequest(table: RouteTable, authority: string, target: string): RoutedRequest {
  const normal = normalizeTarget(target)
  if (normal.outcome === 'refused') return normal
  if (!table.hasHost(authority)) return { outcome: 'unknown-host' }
  const { path, query, encodedSlash } = normal
  const isReserved = isReservedPath(path)
  const entry = isReserved ? undefined : table.find(authority, path)
  if (encodedSlash && entry?.route.allow_encoded_slash !== true) return { outcome: 'refused', reason: 'encoded-slash' }
  if (isReserved) return { outcome: 'reserved', path, query }
  return entry === undefined ? { outcome: 'no-route' } : { outcome: 'route', entry, path, query }
}
