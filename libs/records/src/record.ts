/** The kinds of record there are. A type that is not listed can be neither stored nor read. */
export const recordTypes = [
  'session',
  'user',
  'service_account',
  'grant',
  'sign_in_code',
  'route',
  'policy',
  'endpoint',
  'connection',
  'revocation',
  'key',
  'jwks',
] as const

export type RecordType = (typeof recordTypes)[number]

export function isRecordType(type: string): type is RecordType {
  return (recordTypes as readonly string[]).includes(type)
}

/**
 * One number for the whole store, unique per change and commit-ordered:
 * whoever has seen version n will never see a smaller one appear. 0 means "does not exist".
 */
export type Version = bigint

export interface RecordKey {
  readonly type: RecordType
  readonly id: string
}

/** A JSON object. What it holds per type is fixed by the schemas in the `identity`, `routing` and `tokens` packages. */
export type RecordData = { readonly [field: string]: unknown }

export interface LiveRecord extends RecordKey {
  readonly deleted: false
  readonly version: Version
  readonly data: RecordData
  readonly createdAt: Date
  readonly modifiedAt: Date
  /** Tested by every reader; the sweeper only tidies up later. */
  readonly expiresAt?: Date
  readonly writtenBy: string
}

/**
 * What is left of a deleted record until the retention time has passed.
 * `data` keeps the fields that a consumer needs in order to act (`tombstoneFields`), never a secret.
 */
export interface Tombstone extends RecordKey {
  readonly deleted: true
  readonly version: Version
  readonly data: RecordData
  readonly deletedAt: Date
  readonly deleteReason: string
  /** SPIFFE ID of the service that deleted it. */
  readonly deletedBy: string
}

export type StoredRecord = LiveRecord | Tombstone

/** `type/id`, unambiguous because no record type contains a slash. */
export function recordKeyString({ type, id }: RecordKey): string {
  return `${type}/${id}`
}

export function isExpired(record: { readonly expiresAt?: Date }, now: Date): boolean {
  return record.expiresAt !== undefined && record.expiresAt.getTime() <= now.getTime()
}
