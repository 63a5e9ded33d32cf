import type { CutCause } from '@sallyport/decisions'

/** Why an open connection is cut; the closed set of the metrics' label. */
export type CutReason =
  | 'session-ended'
  | 'session-expired'
  | 'user-removed'
  | 'service-account-removed'
  | 'route-removed'
  | 'route-changed'
  | 'access-denied'
  | 'authorization-unknown'

/** For whoever is connected; short enough for the reason of a WebSocket close frame. */
export const cutText = {
  'session-ended': 'session ended',
  'session-expired': 'session expired',
  'user-removed': 'account removed',
  'service-account-removed': 'service account removed',
  'route-removed': 'application removed',
  'route-changed': 'application moved',
  'access-denied': 'access denied',
  'authorization-unknown': 'authorization unknown',
} as const satisfies Record<CutReason, string>

/** The end of a record that a connection stands on. */
export function cutReasonOf({ type, reason }: CutCause): CutReason {
  if (type === 'user') return 'user-removed'
  if (type === 'service_account') return 'service-account-removed'
  if (type === 'route') return 'route-removed'
  return reason === 'expired' ? 'session-expired' : 'session-ended'
}
