import { type Cookie, cookieValues, serializeCookie } from '@sallyport/http'
import { type KeyRing, openJson, sealJson } from '@sallyport/tokens'
import { z } from 'zod'

/**
 * What a browser remembers of its latest sign-ins on one host, so that they cannot go round for ever. What counts is how often it came
 * back from authenticate: many tabs that are sent there at once are no loop.
 */
export interface SignInTrail {
  /** When it came back, in milliseconds since 1970, within the last 30 seconds. */
  readonly returnedAtMs: readonly number[]
  /** It was already sent a second time because the first sign-in could not be finished. */
  readonly hasRestarted: boolean
}

export const trailCookieName = '__Host-sallyport_trail'
export const maxReturns = 4
export const loopWindowMs = 30_000

/** As long as a sign-in may take. */
const lifetimeMs = 600_000
const maxKept = 2 * maxReturns

const schema = z.object({ returned: z.array(z.number()).max(maxKept), restarted: z.boolean() })

/** An empty trail for a browser that brings none of ours. */
export function readTrail(ring: KeyRing, host: string, cookies: readonly Cookie[], now: Date): SignInTrail {
  const [value] = cookieValues(cookies, trailCookieName)
  if (value === undefined) return emptyTrail
  const options = { purpose: trailCookieName, boundTo: [host], maxAgeMs: lifetimeMs, now }
  const opened = openJson(ring, options, value, (json) => schema.safeParse(json).data)
  if (opened.outcome !== 'opened') return emptyTrail
  const { returned, restarted } = opened.value.value
  const since = now.getTime() - loopWindowMs
  return { returnedAtMs: returned.filter((atMs) => atMs > since), hasRestarted: restarted }
}

/** Whether one redirect more would be too many. */
export function isLoop({ returnedAtMs }: SignInTrail): boolean {
  return returnedAtMs.length >= maxReturns
}

/** The trail of a browser that has just come back. */
export function grownTrail({ returnedAtMs }: SignInTrail, now: Date, hasRestarted: boolean): SignInTrail {
  return { returnedAtMs: [...returnedAtMs, now.getTime()].slice(-maxKept), hasRestarted }
}

/** The `Set-Cookie` value that keeps the trail. */
export function trailCookie(ring: KeyRing, host: string, trail: SignInTrail, now: Date): string {
  const json = { returned: trail.returnedAtMs, restarted: trail.hasRestarted }
  const value = sealJson(ring, { purpose: trailCookieName, boundTo: [host] }, json, now)
  return serializeCookie({ name: trailCookieName, value, maxAgeSeconds: lifetimeMs / 1_000 })
}

const emptyTrail: SignInTrail = { returnedAtMs: [], hasRestarted: false }
