export { type AuthorityProblem, type AuthorityResult, authorityProblemCodes, canonicalAuthority } from './authority.ts'
export { isOurCookie, isOurCredential, ourCookiePrefix, setsOurCookie, withoutOurCookies } from './credentials.ts'
export { parseDurationMs } from './duration.ts'
export { foldHeaderName, type Header, isHeaderName, isHeaderValue } from './header-name.ts'
export { HeaderRules } from './header-rules.ts'
export { asksForTrailers, connectionOptions, isHopByHop } from './hop-by-hop.ts'
export {
  maxPathLength,
  normalizeTarget,
  type TargetProblem,
  type TargetResult,
  targetProblemCodes,
} from './normalize-target.ts'
export {
  assertionHeader,
  claimHeaderPrefix,
  type HeaderAliases,
  headerAliases,
  isOurHeader,
  noAliases,
} from './our-headers.ts'
export { type PathProblem, pathProblemCodes } from './path-normal-form.ts'
export {
  type RequestAuthorityProblem,
  type RequestAuthorityResult,
  requestAuthority,
  requestAuthorityProblemCodes,
} from './request-authority.ts'
export { isReservedPath } from './reserved-path.ts'
export { type Route, requestTimeoutMs, routeId, routeSchema } from './route.ts'
export type { RouteEntry } from './route-entry.ts'
export { findRouteProblems, type RouteProblem } from './route-problems.ts'
export { type RoutedRequest, type RoutingProblem, routeRequest, routingProblemCodes } from './route-request.ts'
export { RouteTable, routeAuthority } from './route-table.ts'
