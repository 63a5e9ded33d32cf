import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { Secret, toBase64Url } from '@sallyport/kernel'

/** A PKCE code verifier of 256 random bits (RFC 7636 section 4.1). */
export function newCodeVerifier(): Secret<string> {
  return new Secret(toBase64Url(randomBytes(32)))
}

/** The S256 code challenge (RFC 7636 section 4.2); `plain` does not exist here. */
export function codeChallengeS256(verifier: Secret<string>): string {
  return createHash('sha256').update(verifier.reveal(), 'ascii').digest('base64url')
}

/** Whether a verifier is well-formed and the challenge's, in constant time (RFC 7636 section 4.6). */
export function verifierMatches(verifier: Secret<string>, challenge: string): boolean {
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier.reveal())) return false
  const expected = Buffer.from(challenge)
  const actual = Buffer.from(codeChallengeS256(verifier))
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}
