import { AppError, Secret } from '@sallyport/kernel'
import type { KeyRing } from './key-ring.ts'
import { isRandomId } from './random-id.ts'
import { isReturnPath } from './return-path.ts'
import type { Opened } from './seal.ts'
import { openJson, sealJson } from './sealed-json.ts'

/** What a route's host remembers, in the browser alone, of a sign-in that it began. */
export interface SignInFlow {
  /** 128 random bits (`randomId`). */
  readonly flow: string
  /** Its S256 challenge goes to authenticate, itself only into the redemption of the code. */
  readonly verifier: Secret<string>
  /** Path and query to return to (`isReturnPath`). */
  readonly returnPath: string
}

export const flowCookiePrefix = '__Host-sallyport_flow_'
export const flowLifetimeMs = 600_000

/** Each flow has a cookie of its own, so that several tabs can sign in at once. */
export function flowCookieName(flow: string): string {
  return `${flowCookiePrefix}${flow.slice(0, 8)}`
}

/** Throws `invalid-argument` for a flow that is not a `randomId` or a path that is no `isReturnPath`. */
export function sealFlowCookie(ring: KeyRing, host: string, flow: SignInFlow, now?: Date): string {
  if (!isRandomId(flow.flow)) throw new AppError('invalid-argument', 'a flow is 128 bits of base64url')
  if (!isReturnPath(flow.returnPath)) throw new AppError('invalid-argument', 'the return path cannot be kept')
  const value = { flow: flow.flow, verifier: flow.verifier.reveal(), return_path: flow.returnPath }
  return sealJson(ring, { purpose: flowCookieName(flow.flow), boundTo: [host] }, value, now)
}

/** Opens the cookie of exactly this flow, within its 600 seconds. */
export function openFlowCookie(
  ring: KeyRing,
  host: string,
  { name, value, now }: { readonly name: string; readonly value: string; readonly now?: Date },
): Opened<SignInFlow & { readonly issuedAt: Date }> | { readonly outcome: 'expired' } {
  const options = { purpose: name, boundTo: [host], maxAgeMs: flowLifetimeMs, ...(now && { now }) }
  const opened = openJson(ring, options, value, parseFlow)
  if (opened.outcome !== 'opened') return opened
  return { outcome: 'opened', value: { ...opened.value.value, issuedAt: opened.value.issuedAt } }
}

function parseFlow(value: unknown): SignInFlow | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (!('flow' in value) || !('verifier' in value) || !('return_path' in value)) return undefined
  const { flow, verifier, return_path: returnPath } = value
  if (typeof flow !== 'string' || typeof verifier !== 'string' || typeof returnPath !== 'string') return undefined
  return { flow, verifier: new Secret(verifier), returnPath }
}
