import type { RecordData, StoredRecord } from '@sallyport/records'
import type { View } from './record-rights.ts'

const nothing: RecordData = {}

/** The record as a caller with this view may see it. A tombstone keeps its reason in every view but a header. */
export function throughView(record: StoredRecord, view: View): StoredRecord {
  if (view === 'whole') return record
  if (view === 'header') return { ...record, data: nothing }
  return { ...record, data: pick(record.data, view.fields) }
}

function pick(data: RecordData, fields: readonly string[]): RecordData {
  const picked: Record<string, unknown> = {}
  for (const field of fields) {
    if (Object.hasOwn(data, field)) picked[field] = data[field]
  }
  return picked
}
