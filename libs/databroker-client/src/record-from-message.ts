import { fromTimestamp, type RecordMessage, type TimestampMessage } from '@sallyport/proto'
import { headerOnlyData, isRecordType, type RecordData, type StoredRecord } from '@sallyport/records'

/**
 * The record in a message; `undefined` for a type that this release does not know.
 * Data that is no JSON object reads as empty: the record still replaces the version before it, and whoever needs a field finds none.
 */
export function recordFromMessage(message: RecordMessage): StoredRecord | undefined {
  const { type, id, deletion } = message
  if (!isRecordType(type)) return undefined
  const common = { type, id, version: BigInt(message.version), data: parseData(message.data) }
  if (deletion !== null)
    return {
      ...common,
      deleted: true,
      deletedAt: fromOptionalTimestamp(deletion.deletedAt),
      deleteReason: deletion.reason,
      deletedBy: deletion.deletedBy,
    }
  return {
    ...common,
    deleted: false,
    createdAt: fromOptionalTimestamp(message.createdAt),
    modifiedAt: fromOptionalTimestamp(message.modifiedAt),
    writtenBy: message.writtenBy,
    ...(message.expiresAt && { expiresAt: fromTimestamp(message.expiresAt) }),
  }
}

function parseData(bytes: Buffer): RecordData {
  if (bytes.length === 0) return headerOnlyData
  try {
    const data: unknown = JSON.parse(bytes.toString())
    return isObject(data) ? data : headerOnlyData
  } catch {
    return headerOnlyData
  }
}

function isObject(value: unknown): value is RecordData {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A header-only view carries no times. */
function fromOptionalTimestamp(timestamp: TimestampMessage | null): Date {
  return timestamp === null ? new Date(0) : fromTimestamp(timestamp)
}
