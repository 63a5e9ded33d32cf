export { apiTokenKind, newApiToken, type TokenKind } from './api-token.ts'
export { type AssertionClaims, assertionLifetimeMs, signAssertion, verifyAssertion } from './assertion.ts'
export { cookiesToEvict, maxFlowCookies } from './evict-cookies.ts'
export {
  flowCookieName,
  flowCookiePrefix,
  flowLifetimeMs,
  openFlowCookie,
  type SignInFlow,
  sealFlowCookie,
} from './flow-cookie.ts'
export { openGrant, type ProviderTokens, sealGrant } from './grant-seal.ts'
export { type HandleSecret, handleSecretMatches, hashHandleSecret, newHandleSecret } from './handle-secret.ts'
export { generateRingKey, KeyRing, keyBytes, type RingKey } from './key-ring.ts'
export { newKeyRingFile, parseKeyRingFile } from './key-ring-file.ts'
export { lengthPrefixed } from './length-prefixed.ts'
export { codeId, isOneTimeCode, newOneTimeCode, openHandleUnderCode, sealHandleUnderCode } from './one-time-code.ts'
export { codeChallengeS256, newCodeVerifier, verifierMatches } from './pkce.ts'
export { isRandomId, randomId } from './random-id.ts'
export { isReturnPath, maxReturnPathBytes } from './return-path.ts'
export { type Opened, openBytes, sealBytes } from './seal.ts'
export { openJson, type SealedFor, sealJson } from './sealed-json.ts'
export { openSessionCookie, type SessionHandle, sealSessionCookie, sessionCookieName } from './session-cookie.ts'
export { generateSigningKey, loadSigningKey, type PublicJwk, publicJwk, type SigningKey } from './signing-key.ts'
