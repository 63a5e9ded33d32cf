import { isExpired } from '@sallyport/records'
import type { Session } from './session.ts'
import type { SessionReason } from './session-reason.ts'
import type { User } from './user.ts'

/** Whether a session lets anybody in, and if not, why. */
export type SessionStanding =
  | { readonly outcome: 'good'; readonly session: Session; readonly user: User }
  | { readonly outcome: 'not-good'; readonly reason: NotGoodReason }

type NotGoodReason = Extract<SessionReason, 'session-ended' | 'session-expired' | 'user-removed' | 'signed-out'>

/**
 * A session is good iff its record is live and unexpired, its user's record is live, and it was issued after
 * the user's sessions were last ended. Pass `undefined` for a record that is deleted or was never there.
 */
export function checkSession(session: Session | undefined, user: User | undefined, now: Date): SessionStanding {
  if (!session) return notGood('session-ended')
  if (isExpired(session, now)) return notGood('session-expired')
  if (user?.id !== session.userId) return notGood('user-removed')
  if (user.sessionsValidFrom && session.issuedAt.getTime() <= user.sessionsValidFrom.getTime())
    return notGood('signed-out')
  return { outcome: 'good', session, user }
}

function notGood(reason: NotGoodReason): SessionStanding {
  return { outcome: 'not-good', reason }
}
