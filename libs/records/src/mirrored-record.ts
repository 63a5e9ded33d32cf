import type { LiveRecord, RecordData, RecordType, Version } from './record.ts'

/** The data of a record in a header-only view: the view says that it exists and at which version, nothing else. */
export const headerOnlyData: RecordData = Object.freeze({})

/**
 * A live record as a mirror holds it, in as little memory as a `LiveRecord` can be.
 * A mirror holds one per session: two dates that are rarely read are kept as numbers, which saves a tenth of a kilobyte each.
 */
export class MirroredRecord implements LiveRecord {
  readonly deleted = false
  readonly type: RecordType
  readonly id: string
  readonly version: Version
  readonly data: RecordData
  readonly writtenBy: string
  declare readonly expiresAt?: Date
  readonly #createdAtMs: number
  readonly #modifiedAtMs: number

  constructor(record: LiveRecord) {
    this.type = record.type
    this.id = record.id
    this.version = record.version
    this.data = record.data
    this.writtenBy = record.writtenBy
    this.#createdAtMs = record.createdAt.getTime()
    this.#modifiedAtMs = record.modifiedAt.getTime()
    if (record.expiresAt !== undefined) this.expiresAt = record.expiresAt
  }

  get createdAt(): Date {
    return new Date(this.#createdAtMs)
  }

  get modifiedAt(): Date {
    return new Date(this.#modifiedAtMs)
  }
}
