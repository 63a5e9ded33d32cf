import { createHash, randomBytes } from 'node:crypto'
import { fromBase64Url, Secret, toBase64Url } from '@sallyport/kernel'
import type { HandleSecret } from './handle-secret.ts'
import { ringFromSecret } from './key-ring.ts'
import { openBytes, sealBytes } from './seal.ts'

/** A hand-over code of 256 random bits. Nobody stores it: its record goes by `codeId`. */
export function newOneTimeCode(): Secret<string> {
  return new Secret(toBase64Url(randomBytes(32)))
}

/** Base64url SHA-256 of a code or token: what is stored of it, and what it is found by. */
export function codeId(code: Secret<string>): string {
  return createHash('sha256').update(code.reveal()).digest('base64url')
}

/** Seals a session's handle secret so that only who presents the code can have it. */
export function sealHandleUnderCode(code: Secret<string>, sessionId: string, handle: HandleSecret): string {
  return sealBytes(ringFromSecret(Buffer.from(code.reveal()), handOver), handle.reveal(), [handOver, sessionId])
}

/** `undefined` for another code or another session. */
export function openHandleUnderCode(code: Secret<string>, sessionId: string, sealed: string): HandleSecret | undefined {
  if (!isOneTimeCode(code)) return undefined
  const opened = openBytes(ringFromSecret(Buffer.from(code.reveal()), handOver), sealed, [handOver, sessionId])
  return opened.outcome === 'opened' ? new Secret(opened.value) : undefined
}

/** Whether this is what `newOneTimeCode` could have made; anything else need not be looked up. */
export function isOneTimeCode(code: Secret<string>): boolean {
  return fromBase64Url(code.reveal())?.length === 32
}

const handOver = 'sign-in-code'
