import { randomBytes } from 'node:crypto'
import { toBase64Url } from '@sallyport/kernel'
import type { RecordData } from '@sallyport/records'

/** The id of a session, as authenticate makes it. */
export function newSessionId(): string {
  return toBase64Url(randomBytes(16))
}

/** What a session of an ordinary provider holds. Proxies see four of its fields, `handle_hash` among them. */
export function sessionData(id: string, handleHash: string = toBase64Url(randomBytes(32))): RecordData {
  const email = `${id.slice(0, 8).toLowerCase()}@example.com`
  return {
    user_id: `corp/${id.slice(0, 12)}`,
    kind: 'browser',
    provider: 'corp',
    provider_session: id,
    handle_hash: handleHash,
    issued_at: new Date().toISOString(),
    email,
    email_verified: true,
    name: 'Bob Baumeister',
    groups: ['engineering', 'on-call', 'everyone'],
    claims: { sub: id, email, given_name: 'Bob', family_name: 'Baumeister', locale: 'de', department: 'engineering' },
  }
}

/** Fourteen hours from now, the usual life of a session. */
export function sessionExpiry(): Date {
  return new Date(Date.now() + 14 * 3_600_000)
}
