import { timingSafeEqual } from 'node:crypto'
import { type Cookie, cookieValues, deleteCookie, serializeCookie } from '@sallyport/http'
import { type Now, Secret } from '@sallyport/kernel'
import { cookiesToEvict, flowLifetimeMs, isRandomId, type KeyRing, openJson, sealJson } from '@sallyport/tokens'
import { z } from 'zod'
import type { AuthenticateReason } from '../reason.ts'
import type { RouteFlow } from '../route-flow.ts'

type FlowProblem = Extract<AuthenticateReason, 'not-begun-here' | 'begun-too-long-ago'>

/** What the browser alone remembers of a sign-in at a provider. */
export interface ProviderFlow {
  /** 128 random bits; the provider carries it and it carries nothing. */
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: Secret<string>
  /** The provider's name. */
  readonly provider: string
  /** Where it goes on; `undefined` for the account page. */
  readonly route?: RouteFlow
}

export const providerFlowCookiePrefix = '__Host-sallyport_oidc_'

/** A cookie for each flow, so that several tabs sign in at once; at most five, the oldest evicted. */
export class ProviderFlowCookies {
  readonly #ring: KeyRing
  readonly #host: string
  readonly #now: Now

  /** The ring is of these cookies alone; `host` is the authority that they are for. */
  constructor(ring: KeyRing, host: string, now: Now) {
    this.#ring = ring
    this.#host = host
    this.#now = now
  }

  /** The `Set-Cookie` values of a new flow, which may evict others. */
  begin(flow: ProviderFlow, present: readonly Cookie[]): string[] {
    const { codeVerifier, ...rest } = flow
    const name = nameOf(flow.state)
    const value = sealJson(this.#ring, this.#sealedFor(name), { ...rest, verifier: codeVerifier.reveal() }, this.#now())
    const others = present.filter((cookie) => cookie.name.startsWith(providerFlowCookiePrefix) && cookie.name !== name)
    const evicted = cookiesToEvict(others.map((cookie) => ({ name: cookie.name, issuedAt: this.#issuedAt(cookie) })))
    return [
      ...evicted.filter(isOurName).map((other) => deleteCookie({ name: other })),
      serializeCookie({ name, value, maxAgeSeconds: flowLifetimeMs / 1_000 }),
    ]
  }

  /** The flow of exactly this state, if this browser began it within ten minutes. */
  find(
    state: string,
    cookies: readonly Cookie[],
  ): { readonly outcome: 'found'; readonly flow: ProviderFlow } | { readonly outcome: FlowProblem } {
    if (!isRandomId(state)) return { outcome: 'not-begun-here' }
    const name = nameOf(state)
    const [value, ...others] = cookieValues(cookies, name)
    if (value === undefined || others.length > 0) return { outcome: 'not-begun-here' }
    const opened = this.#open({ name, value })
    if (opened.outcome === 'expired') return { outcome: 'begun-too-long-ago' }
    if (opened.outcome !== 'opened') return { outcome: 'not-begun-here' }
    const { value: flow } = opened.value
    const isSame = flow.state.length === state.length && timingSafeEqual(Buffer.from(flow.state), Buffer.from(state))
    return isSame ? { outcome: 'found', flow } : { outcome: 'not-begun-here' }
  }

  /** The `Set-Cookie` value that ends a flow: the attributes are those that its cookie was set with. */
  clear(state: string): string {
    return deleteCookie({ name: nameOf(state) })
  }

  #issuedAt(cookie: Cookie): Date | undefined {
    const opened = this.#open(cookie)
    return opened.outcome === 'opened' ? opened.value.issuedAt : undefined
  }

  #open({ name, value }: Cookie) {
    return openJson(
      this.#ring,
      { ...this.#sealedFor(name), maxAgeMs: flowLifetimeMs, now: this.#now() },
      value,
      parseFlow,
    )
  }

  #sealedFor(name: string) {
    return { purpose: name, boundTo: [this.#host] }
  }
}

function nameOf(state: string): string {
  return `${providerFlowCookiePrefix}${state.slice(0, 8)}`
}

function isOurName(name: string): boolean {
  return /^[\w.-]+$/.test(name)
}

const flowSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string().transform((text) => new Secret(text)),
  provider: z.string(),
  route: z.object({ host: z.string(), flow: z.string(), challenge: z.string() }).optional(),
})

function parseFlow(value: unknown): ProviderFlow | undefined {
  const parsed = flowSchema.safeParse(value)
  if (!parsed.success) return undefined
  const { verifier, route, ...rest } = parsed.data
  return { ...rest, codeVerifier: verifier, ...(route && { route }) }
}
