import { checkSession, decodeSession, decodeUser, type SessionStanding } from '@sallyport/identity'
import { type LiveRecord, ParsedView, type RecordReader } from '@sallyport/records'

const sessions = new ParsedView(decodeSession)
const users = new ParsedView(decodeUser)

/**
 * How the session of that id stands. It is read through `records`, so that a recorder learns of what was there and of what was missing.
 * Throws `failed-precondition` for a record that cannot be understood.
 */
export function callerSession(id: string, records: Pick<RecordReader, 'get'>, now: Date): SessionStanding {
  const session = parsed(sessions, records.get({ type: 'session', id }))
  const user = session && parsed(users, records.get({ type: 'user', id: session.userId }))
  return checkSession(session, user, now)
}

function parsed<T>(view: ParsedView<T>, record: LiveRecord | undefined): T | undefined {
  return record && view.of(record)
}
