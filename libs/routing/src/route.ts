import { createHash } from 'node:crypto'
import { parseDurationMs } from './duration.ts'
import { findContradictions } from './route-contradictions.ts'
import { type Route, routeKeysSchema } from './route-keys.ts'

export type { Route }

/**
 * One route, as the configuration file writes it and as a `route` record holds it. Parsing checks all that a route can say
 * wrongly by itself and fills in the defaults; what it gives is valid input again and parses to itself.
 */
export const routeSchema = routeKeysSchema.superRefine((route, context) => {
  for (const { path, message } of findContradictions(route)) {
    context.addIssue({ code: 'custom', path: [...path], message })
  }
})

/** The id of a route's record: its name, else a hash of what it matches, so that a change of anything else keeps the id. */
export function routeId({ name, from, prefix, path, regex }: Route): string {
  if (name !== undefined) return name
  const matched = JSON.stringify([from, prefix ?? null, path ?? null, regex ?? null])
  return createHash('sha256').update(matched).digest('base64url').slice(0, 22)
}

/** How long an upstream may take to answer, in milliseconds; `undefined` is for ever. */
export function requestTimeoutMs({ timeout }: Pick<Route, 'timeout'>): number | undefined {
  return parseDurationMs(timeout) || undefined
}
