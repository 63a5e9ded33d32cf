import { type Cookie, cookieValues, deleteCookie, serializeCookie } from '@sallyport/http'
import { type KeyRing, openJson, sealJson } from '@sallyport/tokens'
import { z } from 'zod'

/** What a browser remembers of its latest redirects to sign in on one host, so that they cannot go on for ever. */
export interface SignInTrail {
  /** When it was sent to authenticate, in milliseconds since 1970, within the last 30 seconds. */
  readonly sentAtMs: readonly number[]
  /** It was already sent a second time because the first sign-in could not be finished. */
  readonly hasRestarted: boolean
}

export const trailCookieName = '__Host-sallyport_trail'
export const maxRedirects = 4
export const redirectWindowMs = 30_000

/** As long as a sign-in may take. */
const lifetimeMs = 600_000

const schema = z.object({ sent: z.array(z.number()).max(10 * maxRedirects), restarted: z.boolean() })

/** An empty trail for a browser that brings none of ours. */
export function readTrail(ring: KeyRing, host: string, cookies: readonly Cookie[], now: Date): SignInTrail {
  const [value] = cookieValues(cookies, trailCookieName)
  if (value === undefined) return emptyTrail
  const options = { purpose: trailCookieName, boundTo: [host], maxAgeMs: lifetimeMs, now }
  const opened = openJson(ring, options, value, (json) => schema.safeParse(json).data)
  if (opened.outcome !== 'opened') return emptyTrail
  const { sent, restarted } = opened.value.value
  const since = now.getTime() - redirectWindowMs
  return { sentAtMs: sent.filter((atMs) => atMs > since), hasRestarted: restarted }
}

/** Whether one redirect more would be too many. */
export function isLoop({ sentAtMs }: SignInTrail): boolean {
  return sentAtMs.length >= maxRedirects
}

/** The `Set-Cookie` value that keeps the trail. */
export function trailCookie(ring: KeyRing, host: string, trail: SignInTrail, now: Date): string {
  if (trail.sentAtMs.length === 0 && !trail.hasRestarted) return deleteCookie({ name: trailCookieName })
  const json = { sent: trail.sentAtMs, restarted: trail.hasRestarted }
  const value = sealJson(ring, { purpose: trailCookieName, boundTo: [host] }, json, now)
  return serializeCookie({ name: trailCookieName, value, maxAgeSeconds: lifetimeMs / 1_000 })
}

const emptyTrail: SignInTrail = { sentAtMs: [], hasRestarted: false }
