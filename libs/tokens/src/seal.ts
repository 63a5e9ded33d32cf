import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { fromBase64Url, toBase64Url } from '@sallyport/kernel'
import { type KeyRing, kidPattern } from './key-ring.ts'
import { lengthPrefixed } from './length-prefixed.ts'

/** What opening a sealed text gave. `unknown-key`: this ring holds no such key, or it is retired; nothing else was looked at. */
export type Opened<T> =
  | { readonly outcome: 'opened'; readonly value: T }
  | { readonly outcome: 'unknown-key' }
  | { readonly outcome: 'rejected' }

const nonceBytes = 12
const tagBytes = 16

/**
 * AES-256-GCM as canonical base64url of `kid length || kid || nonce || ciphertext || tag`.
 * It opens only with the same context; the kid is part of what is authenticated.
 */
export function sealBytes(ring: KeyRing, plaintext: Uint8Array, context: readonly string[]): string {
  const { kid, key } = ring.sealingKey()
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(lengthPrefixed([...context, kid]))
  const sealed = [Uint8Array.of(kid.length), Buffer.from(kid, 'latin1'), nonce]
  return toBase64Url(Buffer.concat([...sealed, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]))
}

export function openBytes(ring: KeyRing, text: string, context: readonly string[]): Opened<Uint8Array> {
  const sealed = fromBase64Url(text)
  if (!sealed) return { outcome: 'rejected' }
  const kidEnd = 1 + (sealed[0] ?? 0)
  const kid = Buffer.from(sealed.subarray(1, kidEnd)).toString('latin1')
  const tagStart = sealed.length - tagBytes
  if (tagStart < kidEnd + nonceBytes || !kidPattern.test(kid)) return { outcome: 'rejected' }
  const key = ring.openingKey(kid)
  if (!key) return { outcome: 'unknown-key' }
  const nonce = sealed.subarray(kidEnd, kidEnd + nonceBytes)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(lengthPrefixed([...context, kid]))
  decipher.setAuthTag(sealed.subarray(tagStart))
  const plaintext = decipher.update(sealed.subarray(kidEnd + nonceBytes, tagStart))
  try {
    return { outcome: 'opened', value: Buffer.concat([plaintext, decipher.final()]) }
  } catch {
    return { outcome: 'rejected' }
  }
}
