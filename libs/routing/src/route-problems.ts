import { type PathMatcher, pathMatcher } from './path-matcher.ts'
import type { Route } from './route-keys.ts'
import { routeAuthority } from './route-table.ts'

/** What is wrong, or probably not meant, in how routes stand to each other. */
export interface RouteProblem {
  /** An error: the route cannot be used. A warning: it can, but hardly as it was meant. */
  readonly severity: 'error' | 'warning'
  /** Which of the routes, and where in it. */
  readonly index: number
  readonly path: readonly string[]
  readonly message: string
}

/**
 * Checks routes against each other; `routeSchema` has checked each by itself. `productAuthorities` are the canonical
 * authorities on which the product itself answers, so that no route may have them.
 */
export function findRouteProblems(
  routes: readonly Route[],
  { productAuthorities = [] }: { readonly productAuthorities?: readonly string[] } = {},
): RouteProblem[] {
  const problems = routes.flatMap((route, index) => [...aloneProblems(route, index, productAuthorities)])
  problems.push(...sameNames(routes))
  const numbered = routes.map((route, index) => ({ index, route, matcher: pathMatcher(route) }))
  const rivals = Map.groupBy(numbered, ({ route, matcher }) => `${routeAuthority(route)} ${matcher.beginning}`)
  for (const group of rivals.values()) problems.push(...duplicates(group), ...shadowed(group))
  return problems.toSorted((a, b) => a.index - b.index)
}

interface Numbered {
  readonly index: number
  readonly route: Route
  readonly matcher: PathMatcher
}

function* aloneProblems(route: Route, index: number, productAuthorities: readonly string[]): Iterable<RouteProblem> {
  if (productAuthorities.includes(routeAuthority(route)))
    yield { severity: 'error', index, path: ['from'], message: 'is an address of the product itself' }
  const { policy, allow_public_unauthenticated_access: isPublic, allow_any_authenticated_user: isForUsers } = route
  if (policy === undefined && !isPublic && !isForUsers)
    yield { severity: 'warning', index, path: [], message: 'has no policy, so it denies every request' }
}

function* sameNames(routes: readonly Route[]): Iterable<RouteProblem> {
  const firstIndex = new Map<string, number>()
  for (const [index, { name }] of routes.entries()) {
    if (name === undefined) continue
    const first = firstIndex.get(name)
    if (first === undefined) firstIndex.set(name, index)
    else yield { severity: 'error', index, path: ['name'], message: `is also the name of routes[${first}]` }
  }
}

function* duplicates(group: readonly Numbered[]): Iterable<RouteProblem> {
  const firstIndex = new Map<string, number>()
  for (const { index, route, matcher } of group) {
    const key = `${matcher.kind} ${route.regex ?? ''}`
    const first = firstIndex.get(key)
    if (first === undefined) firstIndex.set(key, index)
    else yield { severity: 'error', index, path: ['from'], message: `takes the same paths as routes[${first}]` }
  }
}

/** A `regex` goes before a `prefix` with the same beginning: one that takes everything leaves nothing to it. */
function* shadowed(group: readonly Numbered[]): Iterable<RouteProblem> {
  for (const { index, route, matcher } of group) {
    if (matcher.kind !== 'prefix') continue
    const samples = samplePaths(matcher.beginning)
    const winner = group.find(({ matcher: rival }) => rival.kind === 'regex' && samples.every(rival.matches))
    if (winner === undefined) continue
    const path = [route.prefix === undefined ? 'from' : 'prefix']
    yield { severity: 'warning', index, path, message: `the regex of routes[${winner.index}] takes all of its paths` }
  }
}

function samplePaths(prefix: string): string[] {
  const folder = prefix.endsWith('/') ? prefix : `${prefix}/`
  return [prefix, folder, `${folder}~sample`, `${folder}~sample/0.x@y`]
}
