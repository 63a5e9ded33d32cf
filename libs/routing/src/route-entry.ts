import type { Route } from './route-keys.ts'

/** A route with the identity of its record. */
export interface RouteEntry {
  readonly id: string
  readonly version: bigint
  readonly route: Route
}
