import type { LiveRecord } from '@sallyport/records'
import { z } from 'zod'
import { instant, parseRecordData, recordData } from './record-data.ts'

/** The identity provider's tokens of one session, sealed. Its id is the session's, and only authenticate may read it. */
export interface Grant {
  readonly sessionId: string
  readonly userId: string
  /** Name of the identity provider that gave it. */
  readonly provider: string
  /** What `sealGrant` of the `tokens` package made. */
  readonly sealed: string
  readonly accessExpiresAt?: Date
  /** Without one the session cannot be checked again at the provider. */
  readonly hasRefreshToken: boolean
  /** The session's absolute end. */
  readonly expiresAt: Date
}

const schema = z.object({
  session_id: z.string().min(1),
  user_id: z.string().min(1),
  provider: z.string().min(1),
  sealed: z.base64url(),
  access_expires_at: instant.optional(),
  has_refresh_token: z.boolean(),
})

export function decodeGrant(record: LiveRecord): Grant {
  const data = parseRecordData(schema, record)
  return {
    sessionId: data.session_id,
    userId: data.user_id,
    provider: data.provider,
    sealed: data.sealed,
    ...(data.access_expires_at && { accessExpiresAt: data.access_expires_at }),
    hasRefreshToken: data.has_refresh_token,
    expiresAt: record.expiresAt ?? new Date(0),
  }
}

/** The record of a grant, ready to be put. */
export function encodeGrant(grant: Grant) {
  const data = recordData({
    session_id: grant.sessionId,
    user_id: grant.userId,
    provider: grant.provider,
    sealed: grant.sealed,
    access_expires_at: grant.accessExpiresAt?.toISOString(),
    has_refresh_token: grant.hasRefreshToken,
  })
  return { type: 'grant', id: grant.sessionId, data, expiresAt: grant.expiresAt } as const
}
