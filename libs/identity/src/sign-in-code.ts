import { isExpired, type LiveRecord } from '@sallyport/records'
import { z } from 'zod'
import { parseRecordData, recordData } from './record-data.ts'

/** How long a hand-over code can be redeemed. */
export const signInCodeLifetimeMs = 60_000

/** A hand-over from authenticate's host to a route's host. The code itself is in no record. */
export interface SignInCode {
  /** `codeId` of the `tokens` package: base64url SHA-256 of the code. */
  readonly id: string
  readonly sessionId: string
  /** Where the session's record stood when the code was made. */
  readonly sessionVersion: bigint
  readonly sessionEpoch: string
  /** The session's handle secret, sealed under the code. */
  readonly sealedHandle: string
  /** The authority, flow and S256 challenge that it was made for. */
  readonly host: string
  readonly flow: string
  readonly challenge: string
  readonly expiresAt: Date
}

const schema = z.object({
  session_id: z.string().min(1),
  session_version: z
    .string()
    .regex(/^[1-9][0-9]{0,19}$/)
    .transform(BigInt),
  session_epoch: z.string().min(1),
  sealed_handle: z.base64url(),
  host: z.string().min(1),
  flow: z.string().min(1),
  challenge: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
})

export function decodeSignInCode(record: LiveRecord): SignInCode {
  const data = parseRecordData(schema, record)
  return {
    id: record.id,
    sessionId: data.session_id,
    sessionVersion: data.session_version,
    sessionEpoch: data.session_epoch,
    sealedHandle: data.sealed_handle,
    host: data.host,
    flow: data.flow,
    challenge: data.challenge,
    expiresAt: record.expiresAt ?? new Date(0),
  }
}

/** The record of a hand-over code, ready to be created. */
export function encodeSignInCode(code: SignInCode) {
  const data = recordData({
    session_id: code.sessionId,
    session_version: code.sessionVersion.toString(),
    session_epoch: code.sessionEpoch,
    sealed_handle: code.sealedHandle,
    host: code.host,
    flow: code.flow,
    challenge: code.challenge,
  })
  return { type: 'sign_in_code', id: code.id, data, expiresAt: code.expiresAt } as const
}

/** Whether who presents the code is whom it was made for; the verifier is compared by the caller. */
export function isSignInCodeFor(code: SignInCode, { host, flow }: { host: string; flow: string }, now: Date): boolean {
  return code.host === host && code.flow === flow && !isExpired(code, now)
}
