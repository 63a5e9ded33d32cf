import { AppError } from '@sallyport/kernel'

/** Why a mirror does not follow a replica any further. */
export type SyncRefusalReason =
  /** It is behind what this mirror has already shown. */
  | 'behind'
  /** It lives in an epoch that this mirror has seen the end of. */
  | 'superseded-epoch'
  /** It goes on from a state of another store. */
  | 'other-store'
  /** It does not keep to the protocol. */
  | 'protocol'

/** Thrown by a mirror that will not take what a replica sent. The mirror is unharmed; its client disconnects and tries another replica. */
export class SyncRefusal extends AppError {
  readonly reason: SyncRefusalReason

  constructor(reason: SyncRefusalReason, message: string) {
    super('failed-precondition', message)
    this.reason = reason
  }
}
