import { randomBytes } from 'node:crypto'
import { toBase64Url } from '@sallyport/kernel'

/** 128 random bits as base64url, 22 characters: record ids, flows, `state` and `nonce`. */
export function randomId(): string {
  return toBase64Url(randomBytes(16))
}

/** Whether `text` is what `randomId` could have made. */
export function isRandomId(text: string): boolean {
  return /^[A-Za-z0-9_-]{21}[AQgw]$/.test(text)
}
