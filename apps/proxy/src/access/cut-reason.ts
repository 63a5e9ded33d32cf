import type { CutCause } from '@sallyport/decisions'
import type { SessionReason } from '@sallyport/identity'
import type { AccessReason } from './access-reason.ts'

/** Every reason for which an open connection is cut, besides those for which a request is refused. `docs/errors.md` says what each means. */
export const cutReasonCodes = ['service-account-removed', 'route-removed', 'route-changed'] as const

/** Why an open connection is cut: the reason of a WebSocket's close frame, and the closed set of the metrics' label. */
export type CutReason =
  | (typeof cutReasonCodes)[number]
  | Extract<SessionReason, 'session-ended' | 'session-expired' | 'user-removed'>
  | Extract<AccessReason, 'access-denied' | 'authorization-unknown'>

/** The end of a record that a connection stands on. */
export function cutReasonOf({ type, reason }: CutCause): CutReason {
  if (type === 'user') return 'user-removed'
  if (type === 'service_account') return 'service-account-removed'
  if (type === 'route') return 'route-removed'
  return reason === 'expired' ? 'session-expired' : 'session-ended'
}
