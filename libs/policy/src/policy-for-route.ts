import type { PolicyProblem } from './problems.ts'

/** The keys of a route that decide who may use it, named as in the configuration. */
export interface RouteAccess {
  readonly allow_public_unauthenticated_access?: boolean | undefined
  readonly allow_any_authenticated_user?: boolean | undefined
  readonly policy?: unknown
}

/**
 * The policy document that a route's keys stand for; `policy` itself is passed on unread.
 * The keys exclude one another, and a route with none of them denies everybody.
 */
export function policyForRoute(
  route: RouteAccess,
): { readonly document: unknown } | { readonly problems: readonly PolicyProblem[] } {
  const given: { readonly key: keyof RouteAccess; readonly document: unknown }[] = []
  if (route.allow_public_unauthenticated_access === true)
    given.push({ key: 'allow_public_unauthenticated_access', document: { allow: { or: [{ accept: true }] } } })
  if (route.allow_any_authenticated_user === true)
    given.push({ key: 'allow_any_authenticated_user', document: { allow: { or: [{ authenticated_user: true }] } } })
  if (route.policy !== undefined) given.push({ key: 'policy', document: route.policy })
  const [access, ...others] = given
  if (!access) return { document: [] }
  if (others.length === 0) return { document: access.document }
  return { problems: others.map(({ key }) => ({ path: [key], message: `${key} cannot stand beside ${access.key}` })) }
}
