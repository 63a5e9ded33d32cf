import { AppError } from '@sallyport/kernel'
import { isRandomId } from '@sallyport/tokens'
import { signInEndpoint } from './endpoint-paths.ts'

/** What a route's host asks for when it sends a browser to sign in: everything that the hand-over back to it is bound to. */
export interface RouteFlow {
  /** The authority of the route. */
  readonly host: string
  readonly flow: string
  /** S256 of a verifier that never leaves that host's cookie (RFC 7636 section 4.2). */
  readonly challenge: string
}

/** `undefined` without any of the three: then somebody signs in for the account page alone. Throws `invalid-argument` for half a flow or a malformed one. */
export function readRouteFlow(parameters: ReadonlyMap<string, string>): RouteFlow | undefined {
  const [host, flow, challenge] = ['host', 'flow', 'challenge'].map((name) => parameters.get(name))
  if (host === undefined && flow === undefined && challenge === undefined) return undefined
  if (host === undefined || flow === undefined || challenge === undefined)
    throw new AppError('invalid-argument', 'host, flow and challenge belong together')
  if (!isRandomId(flow) || !/^[A-Za-z0-9_-]{43}$/.test(challenge))
    throw new AppError('invalid-argument', 'the flow or its challenge is malformed')
  return { host, flow, challenge }
}

/** The path and query at which that sign-in begins, or goes on. */
export function signInPath({
  route,
  provider,
  prompt,
}: {
  readonly route?: RouteFlow | undefined
  readonly provider?: string
  /** `login`: the provider shall ask anew, so that somebody else can sign in. */
  readonly prompt?: 'login'
} = {}): string {
  const query = new URLSearchParams({
    ...(route && { host: route.host, flow: route.flow, challenge: route.challenge }),
    ...(provider !== undefined && { provider }),
    ...(prompt !== undefined && { prompt }),
  })
  return query.size === 0 ? signInEndpoint : `${signInEndpoint}?${query.toString()}`
}
