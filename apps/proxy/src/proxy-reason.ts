import type { Reason } from '@sallyport/decisions'
import type { EndpointReason, RequestHeadProblem } from '@sallyport/http'
import type { SessionReason } from '@sallyport/identity'
import type { RoutingProblem, TargetProblem } from '@sallyport/routing'
import type { AccessReason } from './access/access-reason.ts'
import type { CutReason } from './access/cut-reason.ts'
import type { EdgeReason } from './edge-reason.ts'
import type { UpstreamFailureReason } from './forwarding/upstream-failure.ts'
import type { SignInReason } from './sign-in/sign-in-reason.ts'

/** Every reason that the proxy gives itself; all others come from authorize. */
export type ProxyReason =
  | AccessReason
  | CutReason
  | EdgeReason
  | EndpointReason
  | RequestHeadProblem
  | RoutingProblem
  | SessionReason
  | SignInReason
  | TargetProblem
  | UpstreamFailureReason

/** What the proxy says itself, in the form in which authorize gives its reasons. */
export function proxyReason(code: ProxyReason): Reason {
  return { code, rule: '' }
}
