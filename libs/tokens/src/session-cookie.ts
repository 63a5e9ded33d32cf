import { AppError, fromBase64Url, Secret, toBase64Url } from '@sallyport/kernel'
import { type HandleSecret, handleSecretBytes } from './handle-secret.ts'
import type { KeyRing } from './key-ring.ts'
import { type Opened, openBytes, sealBytes } from './seal.ts'

export const sessionCookieName = '__Host-sallyport'

/** What a browser holds of a session: which one, proof that it was handed to this browser, and when it was written. */
export interface SessionHandle {
  readonly sessionId: string
  readonly secret: HandleSecret
  /** Version and epoch at which the session's record was written: a cache that is behind them waits. */
  readonly recordVersion: bigint
  /** A UUID. */
  readonly epoch: string
}

const idBytes = 16
const versionBytes = 8
const versionStart = idBytes + handleSecretBytes
const epochStart = versionStart + versionBytes
const handleBytes = epochStart + 16

/**
 * Under 200 bytes, and good on this host alone: the additional data are cookie name, host and kid.
 * Throws `invalid-argument` for a handle that no store of ours can have made.
 */
export function sealSessionCookie(ring: KeyRing, host: string, handle: SessionHandle): string {
  const version = Buffer.alloc(versionBytes)
  version.writeBigUInt64BE(handle.recordVersion)
  const parts = [sessionIdToBytes(handle.sessionId), handle.secret.reveal(), version, uuidToBytes(handle.epoch)]
  const plaintext = Buffer.concat(parts)
  if (plaintext.length !== handleBytes) throw new AppError('invalid-argument', 'a handle secret has 16 bytes')
  return sealBytes(ring, plaintext, [sessionCookieName, host])
}

export function openSessionCookie(ring: KeyRing, host: string, cookie: string): Opened<SessionHandle> {
  const opened = openBytes(ring, cookie, [sessionCookieName, host])
  if (opened.outcome !== 'opened') return opened
  const bytes = Buffer.from(opened.value)
  if (bytes.length !== handleBytes) return { outcome: 'rejected' }
  return {
    outcome: 'opened',
    value: {
      sessionId: toBase64Url(bytes.subarray(0, idBytes)),
      secret: new Secret(bytes.subarray(idBytes, versionStart)),
      recordVersion: bytes.readBigUInt64BE(versionStart),
      epoch: bytesToUuid(bytes.subarray(epochStart)),
    },
  }
}

function sessionIdToBytes(id: string): Uint8Array {
  const bytes = fromBase64Url(id)
  if (bytes?.length !== idBytes) throw new AppError('invalid-argument', 'a session id is 128 bits of base64url')
  return bytes
}

function uuidToBytes(uuid: string): Uint8Array {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(uuid))
    throw new AppError('invalid-argument', 'an epoch is a lower-case UUID')
  return Buffer.from(uuid.replaceAll('-', ''), 'hex')
}

function bytesToUuid(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
