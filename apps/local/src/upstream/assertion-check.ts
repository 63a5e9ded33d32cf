import { isAppError } from '@sallyport/kernel'
import { type PublicJwk, verifyAssertion } from '@sallyport/tokens'

/** What an upstream learns from the assertion that came with a request. */
export type AssertionCheck =
  | { readonly outcome: 'absent' }
  | { readonly outcome: 'verified'; readonly claims: Readonly<Record<string, unknown>> }
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'unknown'; readonly reason: string }

/** Checks the assertion as every upstream should: with the proxy's public keys, and for the host (with its port, unless that is 443) that the request was made to. */
export async function checkAssertion(
  assertion: string | undefined,
  authority: string,
  keysFor: (kid: string | undefined) => Promise<readonly PublicJwk[]>,
): Promise<AssertionCheck> {
  if (assertion === undefined) return { outcome: 'absent' }
  let keys: readonly PublicJwk[]
  try {
    keys = await keysFor(kidOf(assertion))
  } catch (error) {
    return { outcome: 'unknown', reason: `the proxy's keys could not be fetched: ${reasonOf(error)}` }
  }
  try {
    return {
      outcome: 'verified',
      claims: await verifyAssertion(assertion, { keys, audience: authority, issuer: authority }),
    }
  } catch (error) {
    if (!isAppError(error)) throw error
    return { outcome: 'refused', reason: reasonOf(error.cause ?? error) }
  }
}

function kidOf(assertion: string): string | undefined {
  try {
    const header: unknown = JSON.parse(Buffer.from(assertion.split('.')[0] ?? '', 'base64url').toString())
    return typeof header === 'object' && header !== null && 'kid' in header ? String(header.kid) : undefined
  } catch {
    return undefined
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
