import { type Cookie, deleteCookie, serializeCookie } from '@sallyport/http'
import type { Secret } from '@sallyport/kernel'
import {
  cookiesToEvict,
  flowCookieName,
  flowCookiePrefix,
  flowLifetimeMs,
  type KeyRing,
  newCodeVerifier,
  openFlowCookie,
  randomId,
  sealFlowCookie,
} from '@sallyport/tokens'

/** A sign-in that begins: what goes to authenticate, and what the browser keeps. */
export interface BegunFlow {
  readonly flow: string
  readonly verifier: Secret<string>
  /** The flow's own cookie, and those that make room for it. */
  readonly setCookies: readonly string[]
}

/** Begins a flow in a cookie of its own. The browser keeps five at most: what no longer opens goes first, then the oldest. */
export function beginFlow(
  ring: KeyRing,
  host: string,
  {
    cookies,
    returnPath,
    now,
  }: { readonly cookies: readonly Cookie[]; readonly returnPath: string; readonly now: Date },
): BegunFlow {
  const flow = randomId()
  const verifier = newCodeVerifier()
  const evicted = cookiesToEvict(presentFlows(ring, host, cookies, now)).map((name) => deleteCookie({ name }))
  const value = sealFlowCookie(ring, host, { flow, verifier, returnPath }, now)
  const name = flowCookieName(flow)
  return {
    flow,
    verifier,
    setCookies: [...evicted, serializeCookie({ name, value, maxAgeSeconds: flowLifetimeMs / 1_000 })],
  }
}

function presentFlows(ring: KeyRing, host: string, cookies: readonly Cookie[], now: Date) {
  const flows = cookies.filter(({ name }) => isFlowCookieName(name))
  return flows.map(({ name, value }) => {
    const opened = openFlowCookie(ring, host, { name, value, now })
    return { name, issuedAt: opened.outcome === 'opened' ? opened.value.issuedAt : undefined }
  })
}

/** What only begins like one was not set by us, and may have a name that no `Set-Cookie` of ours can have. */
function isFlowCookieName(name: string): boolean {
  return name.startsWith(flowCookiePrefix) && /^[\w-]{8}$/.test(name.slice(flowCookiePrefix.length))
}
