import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { fromBase64Url, Secret, toBase64Url } from '@sallyport/kernel'

export const handleSecretBytes = 16

/**
 * The half of a session handle that only the browser holds. The session record has its hash,
 * so neither a mirror, nor a dump of the database, nor the sealing key alone forges a session.
 */
export type HandleSecret = Secret<Uint8Array>

export function newHandleSecret(): HandleSecret {
  return new Secret(randomBytes(handleSecretBytes))
}

/** Base64url SHA-256, as the session record's `handle_hash` holds it. */
export function hashHandleSecret(secret: HandleSecret): string {
  return toBase64Url(sha256(secret))
}

/** Whether the record's `handle_hash` is this secret's, in constant time. */
export function handleSecretMatches(secret: HandleSecret, handleHash: string): boolean {
  const expected = fromBase64Url(handleHash)
  const actual = sha256(secret)
  return expected?.length === actual.length && timingSafeEqual(expected, actual)
}

function sha256(secret: HandleSecret): Uint8Array {
  return createHash('sha256').update(secret.reveal()).digest()
}
