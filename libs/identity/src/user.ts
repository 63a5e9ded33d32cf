import { AppError } from '@sallyport/kernel'
import type { LiveRecord } from '@sallyport/records'
import { z } from 'zod'
import { instant, parseRecordData, recordData } from './record-data.ts'

/** A person as one identity provider knows them: (issuer, subject) is the identity, the rest are attributes of the last sign-in. */
export interface User {
  /** `userId(provider, subject)`. */
  readonly id: string
  readonly provider: string
  readonly issuer: string
  readonly subject: string
  readonly email?: string
  readonly emailVerified: boolean
  readonly name?: string
  readonly groups: readonly string[]
  /** Every session issued at or before this is dead: signing out everywhere is one write. */
  readonly sessionsValidFrom?: Date
}

const schema = z.object({
  provider: z.string().min(1),
  issuer: z.string().min(1),
  subject: z.string().min(1),
  email: z.string().optional(),
  email_verified: z.boolean(),
  name: z.string().optional(),
  groups: z.array(z.string()),
  sessions_valid_from: instant.optional(),
})

/** `<provider name>/<subject>`: unambiguous, because a provider's name holds no slash. */
export function userId(provider: string, subject: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(provider))
    throw new AppError('invalid-argument', 'a provider is named by lower-case letters, digits and hyphens')
  return `${provider}/${subject}`
}

export function decodeUser(record: LiveRecord): User {
  const data = parseRecordData(schema, record)
  return {
    id: record.id,
    provider: data.provider,
    issuer: data.issuer,
    subject: data.subject,
    ...(data.email !== undefined && { email: data.email }),
    emailVerified: data.email_verified,
    ...(data.name !== undefined && { name: data.name }),
    groups: data.groups,
    ...(data.sessions_valid_from && { sessionsValidFrom: data.sessions_valid_from }),
  }
}

/** The record of a user, ready to be put. */
export function encodeUser(user: User) {
  const data = recordData({
    provider: user.provider,
    issuer: user.issuer,
    subject: user.subject,
    email: user.email,
    email_verified: user.emailVerified,
    name: user.name,
    groups: user.groups,
    sessions_valid_from: user.sessionsValidFrom?.toISOString(),
  })
  return { type: 'user', id: user.id, data } as const
}
