import { type RecordMessageInput, toTimestamp } from '@sallyport/proto'
import type { StoredRecord } from '@sallyport/records'

const noBytes = Buffer.alloc(0)

/** The record on the wire. An empty object, as in a header-only view, travels as no bytes. */
export function toRecordMessage(record: StoredRecord): RecordMessageInput {
  const json = JSON.stringify(record.data)
  const message: RecordMessageInput = {
    type: record.type,
    id: record.id,
    version: record.version.toString(),
    data: json === '{}' ? noBytes : Buffer.from(json),
  }
  if (record.deleted) {
    message.deletion = {
      deletedAt: toTimestamp(record.deletedAt),
      reason: record.deleteReason,
      deletedBy: record.deletedBy,
    }
    return message
  }
  message.createdAt = toTimestamp(record.createdAt)
  message.modifiedAt = toTimestamp(record.modifiedAt)
  message.writtenBy = record.writtenBy
  if (record.expiresAt) message.expiresAt = toTimestamp(record.expiresAt)
  return message
}
