import { parsePolicy } from '@sallyport/policy'
import { canonicalAuthority, findRouteProblems, type Route, routeSchema } from '@sallyport/routing'
import type { z } from 'zod'
import type { ConfigPath } from './config-path.ts'

/** A problem with the routes, at a path from the top of the file. */
export interface RouteFinding {
  readonly path: ConfigPath
  readonly message: string
}

/**
 * What is wrong with the routes beyond the schema of their keys: contradictions within a route, routes that cannot be reached or that take
 * each other's paths, and policies. A route with a bad key is looked at without that key, so that nothing is left for a second attempt.
 */
export function checkRoutes(routes: readonly unknown[], authenticateUrl: string | undefined): readonly RouteFinding[] {
  const findings: RouteFinding[] = []
  const comparable: Route[] = []
  for (const [index, written] of routes.entries()) {
    const { route, contradictions } = soundRoute(written, index)
    comparable.push(route)
    findings.push(...contradictions, ...policyFindings(written, index))
  }
  for (const { index, path, message } of findRouteProblems(comparable, {
    productAuthorities: product(authenticateUrl),
  })) {
    findings.push({ path: ['routes', index, ...path], message })
  }
  return findings
}

const matchingKeys = ['from', 'prefix', 'path', 'regex']
const accessKeys = ['policy', 'allow_any_authenticated_user', 'allow_public_unauthenticated_access']

/** The route without its bad keys, which are known from the schema, and what contradicts itself in the rest of it. */
function soundRoute(
  written: unknown,
  index: number,
): { readonly route: Route; readonly contradictions: readonly RouteFinding[] } {
  const contradictions: RouteFinding[] = []
  const dropped = new Set<PropertyKey>()
  let keys: object = typeof written === 'object' && written !== null ? written : {}
  let parsed = routeSchema.safeParse(keys)
  while (!parsed.success) {
    const { issues } = parsed.error
    const before = dropped.size
    if (dropped.size > 0) contradictions.push(...findingsOf(issues, index, dropped))
    for (const issue of issues) {
      for (const key of issue.code === 'unrecognized_keys' ? issue.keys : issue.path.slice(0, 1)) dropped.add(key)
    }
    if (dropped.size === before) throw new Error('a problem of a route names no key of it', { cause: parsed.error })
    keys = withPlaceholders(
      Object.fromEntries(Object.entries(keys).filter(([key]) => !dropped.has(key))),
      dropped,
      index,
    )
    parsed = routeSchema.safeParse(keys)
  }
  return { route: parsed.data, contradictions }
}

/** Fills in for dropped keys. A route that lost a key by which it matches would seem to take paths that it does not: it gets a host of its own. */
function withPlaceholders(keys: object, dropped: ReadonlySet<PropertyKey>, index: number): object {
  const lost = (names: readonly string[]): boolean => names.some((name) => dropped.has(name))
  const kept = (names: readonly string[]): boolean => names.some((name) => Object.hasOwn(keys, name))
  return {
    to: 'https://upstream.invalid',
    ...keys,
    ...(lost(matchingKeys) ? { from: `https://route-${index}.invalid` } : {}),
    ...(lost(accessKeys) && !kept(accessKeys) ? { allow_any_authenticated_user: true } : {}),
  }
}

function findingsOf(
  issues: readonly z.core.$ZodIssue[],
  index: number,
  dropped: ReadonlySet<PropertyKey>,
): readonly RouteFinding[] {
  return issues
    .filter(({ message }) => ![...dropped].some((key) => message.includes(String(key))))
    .map(({ path, message }) => ({
      path: ['routes', index, ...path.map((part) => (typeof part === 'number' ? part : String(part)))],
      message,
    }))
}

function policyFindings(written: unknown, index: number): readonly RouteFinding[] {
  if (typeof written !== 'object' || written === null || !('policy' in written)) return []
  const parsed = parsePolicy(written.policy)
  return 'policy' in parsed
    ? []
    : parsed.problems.map(({ path, message }) => ({ path: ['routes', index, 'policy', ...path], message }))
}

function product(authenticateUrl: string | undefined): readonly string[] {
  const canonical = canonicalAuthority(authenticateUrl?.slice('https://'.length) ?? '')
  return canonical.outcome === 'ok' ? [canonical.authority] : []
}
