import type { LiveRecord } from '@sallyport/records'
import { z } from 'zod'
import { type Claims, copyClaims } from './claims.ts'
import { instant, parseRecordData, recordData } from './record-data.ts'

/** What a proxy may know of a session: enough to tell whether a browser holds it, nothing about the person. */
export interface SessionView {
  readonly id: string
  readonly userId: string
  readonly kind: 'browser'
  /** Base64url SHA-256 of the secret in the browser's cookie. */
  readonly handleHash: string
  readonly issuedAt: Date
  /** The absolute end, whatever happens in between. */
  readonly expiresAt: Date
}

/** One person signed in from one browser. */
export interface Session extends SessionView {
  /** Name of the identity provider. */
  readonly provider: string
  /** The provider's own id of its session (`sid`), for its logout. */
  readonly providerSession?: string
  /** Tells the browsers of one user apart, so that signing out in one ends every session that it began. */
  readonly browser?: string
  readonly email?: string
  readonly emailVerified: boolean
  readonly name?: string
  readonly groups: readonly string[]
  readonly claims: Claims
}

const viewFields = {
  user_id: z.string().min(1),
  kind: z.literal('browser'),
  handle_hash: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  issued_at: instant,
}

/** The fields of a session's data that a proxy's view keeps. */
export const proxySessionFields: readonly string[] = Object.keys(viewFields)

const viewSchema = z.object(viewFields)
const schema = viewSchema.extend({
  provider: z.string().min(1),
  provider_session: z.string().optional(),
  browser: z.string().optional(),
  email: z.string().optional(),
  email_verified: z.boolean(),
  name: z.string().optional(),
  groups: z.array(z.string()),
  claims: z.record(z.string(), z.unknown()),
})

/** Works on a whole session record too. */
export function decodeSessionView(record: LiveRecord): SessionView {
  return toView(record, parseRecordData(viewSchema, record))
}

export function decodeSession(record: LiveRecord): Session {
  const data = parseRecordData(schema, record)
  return {
    ...toView(record, data),
    provider: data.provider,
    ...(data.provider_session !== undefined && { providerSession: data.provider_session }),
    ...(data.browser !== undefined && { browser: data.browser }),
    ...(data.email !== undefined && { email: data.email }),
    emailVerified: data.email_verified,
    ...(data.name !== undefined && { name: data.name }),
    groups: data.groups,
    claims: copyClaims(data.claims),
  }
}

/** The record of a session, ready to be put. */
export function encodeSession(session: Session) {
  const data = recordData({
    user_id: session.userId,
    kind: session.kind,
    handle_hash: session.handleHash,
    issued_at: session.issuedAt.toISOString(),
    provider: session.provider,
    provider_session: session.providerSession,
    browser: session.browser,
    email: session.email,
    email_verified: session.emailVerified,
    name: session.name,
    groups: session.groups,
    claims: session.claims,
  })
  return { type: 'session', id: session.id, data, expiresAt: session.expiresAt } as const
}

function toView({ id, expiresAt }: LiveRecord, data: z.output<typeof viewSchema>): SessionView {
  return {
    id,
    userId: data.user_id,
    kind: data.kind,
    handleHash: data.handle_hash,
    issuedAt: data.issued_at,
    // A session that says no end has none left: nobody writes such a record.
    expiresAt: expiresAt ?? new Date(0),
  }
}
