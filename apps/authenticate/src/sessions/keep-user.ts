import { isDeepStrictEqual } from 'node:util'
import type { DatabrokerClient } from '@sallyport/databroker-client'
import { decodeUser, encodeUser, type Person, type User, userId } from '@sallyport/identity'
import { AppError, type Now } from '@sallyport/kernel'
import type { Precondition, StoredRecord } from '@sallyport/records'

export type KeptUser =
  | { readonly outcome: 'kept'; readonly user: User }
  /** The provider's name stood for another issuer when this user was made: the subject may be somebody else's. */
  | { readonly outcome: 'issuer-changed' }

const maxAttempts = 5

/**
 * Brings a person's user record up to date. It is written only if something changed, because every proxy looks again at the open
 * connections of a user whose record changes. A record that is made anew ends all sessions from before it: else those of a deleted
 * user would come back to life with the next sign-in.
 */
export async function keepUser(
  records: Pick<DatabrokerClient, 'get' | 'put'>,
  { person, provider, now }: { readonly person: Person; readonly provider: { name: string; issuer: string }; now: Now },
  signal: AbortSignal,
): Promise<KeptUser> {
  const id = userId(provider.name, person.subject)
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const found = await records.get({ type: 'user', id }, signal)
    const known = found?.deleted === false ? decodeUser(found) : undefined
    if (known && known.issuer !== provider.issuer) return { outcome: 'issuer-changed' }
    const user = userOf(id, person, provider, known?.sessionsValidFrom ?? (known ? undefined : now()))
    if (known && isDeepStrictEqual(user, known)) return { outcome: 'kept', user }
    const stored = await records.put({ ...encodeUser(user), precondition: expecting(found) }, signal)
    if (stored.outcome === 'stored') return { outcome: 'kept', user }
  }
  throw new AppError('unavailable', `user ${id} was changed by others ${maxAttempts} times in a row`)
}

function userOf(
  id: string,
  { subject, email, emailVerified, name, groups }: Person,
  provider: { readonly name: string; readonly issuer: string },
  sessionsValidFrom: Date | undefined,
): User {
  return {
    id,
    provider: provider.name,
    issuer: provider.issuer,
    subject,
    ...(email !== undefined && { email }),
    emailVerified,
    ...(name !== undefined && { name }),
    groups,
    ...(sessionsValidFrom && { sessionsValidFrom }),
  }
}

function expecting(found: StoredRecord | undefined): Precondition {
  return found ? { mode: 'compare-and-set', expectedVersion: found.version } : { mode: 'create' }
}
