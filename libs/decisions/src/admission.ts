import { isRecordType, type Mirror, type Version } from '@sallyport/records'
import type { Basis } from './decision.ts'
import { dependencyKeys, touchedKeys } from './dependency.ts'
import { attributeValue, type RequestAttributes } from './request-attributes.ts'

/** What a proxy asked authorize. */
export interface Question {
  readonly route: { readonly id: string; readonly version: Version }
  /** The session's id; empty: no credential. */
  readonly credential: string
  readonly attributes: RequestAttributes
  /** When the question was sent, on the monotonic clock: answers live from then. */
  readonly sentAtMs: number
}

/** What admission reads of the proxy's mirror. */
export type MirrorState = Pick<Mirror, 'epoch' | 'types' | 'changesSince' | 'get'>

/** Why an answer may not be used. */
export type AskAgainReason =
  /** authorize knows the route in another version. */
  | 'stale'
  /** It was decided in another epoch than the mirror's. */
  | 'other-epoch'
  /** So much has changed since that the changes are no longer known one by one. */
  | 'not-covered'
  /** A dependency is of a type whose changes this mirror does not see. */
  | 'not-followed'
  | 'dependency-changed'
  | 'route-changed'
  /** It was decided for other attributes than those asked about. */
  | 'other-attributes'
  /** It took longer to come than it holds. */
  | 'expired'

/** `undefined` if the answer may be used: as far as the mirror knows, nothing that it rests on changed since it was decided. */
export function whyNotUsable(
  basis: Basis,
  question: Question,
  mirror: MirrorState,
  nowMs: number,
): AskAgainReason | undefined {
  if (basis.epoch !== mirror.epoch) return 'other-epoch'
  const changes = mirror.changesSince(basis.decidedAt)
  if (changes === undefined) return 'not-covered'
  if (!basis.dependencies.every(({ type }) => isRecordType(type) && mirror.types.has(type))) return 'not-followed'
  if (changes.length > 0) {
    const keys = new Set(basis.dependencies.flatMap(dependencyKeys))
    if (changes.some((change) => touchedKeys(change).some((key) => keys.has(key)))) return 'dependency-changed'
  }
  const { id, version } = question.route
  if (mirror.get({ type: 'route', id })?.version !== version) return 'route-changed'
  if (!basis.vary.every(({ attribute, value }) => attributeValue(question.attributes, attribute) === value))
    return 'other-attributes'
  if (basis.lifetimeMs > 0 && nowMs >= question.sentAtMs + basis.lifetimeMs) return 'expired'
  return undefined
}
