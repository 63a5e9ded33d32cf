export { checkSession, type SessionStanding } from './check-session.ts'
export { claimHeaderValue } from './claim-header.ts'
export { type Claims, copyClaims, type JsonValue, maxClaimsBytes, ownClaim } from './claims.ts'
export { canonicalEmail } from './email.ts'
export { decodeGrant, encodeGrant, type Grant } from './grant.ts'
export { groupsFromClaim, maxGroups } from './groups.ts'
export { type ClaimRemark, type Person, personFromClaims } from './person.ts'
export {
  decodeSession,
  decodeSessionView,
  encodeSession,
  proxySessionFields,
  type Session,
  type SessionView,
} from './session.ts'
export { type SessionReason, sessionReasonCodes } from './session-reason.ts'
export {
  decodeSignInCode,
  encodeSignInCode,
  isSignInCodeFor,
  type SignInCode,
  signInCodeLifetimeMs,
} from './sign-in-code.ts'
export { decodeUser, encodeUser, type User, userId } from './user.ts'
