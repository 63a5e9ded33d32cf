import { type Route, routeId } from '@sallyport/routing'
import type { ConfiguredRecord } from './configured-records.ts'

/**
 * The records that routes stand for: what a proxy needs to know in the `route` record, who may pass in a `policy` record of the same id.
 * A change of policy so leaves the route's version alone, and proxies never hold a policy.
 */
export function routeRecords(routes: readonly Route[]): readonly ConfiguredRecord[] {
  return routes.flatMap((route) => {
    const id = routeId(route)
    const { policy, allow_public_unauthenticated_access, allow_any_authenticated_user, ...routing } = route
    const access = { policy, allow_public_unauthenticated_access, allow_any_authenticated_user }
    return [
      { type: 'route', id, data: asStored(routing) },
      { type: 'policy', id, data: asStored(access) },
    ]
  })
}

/** Without the keys that are `undefined`, which a stored record does not have: else it would differ from its own copy. */
function asStored(data: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined))
}
