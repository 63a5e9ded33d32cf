import type { LiveRecord, RecordKey, RecordType } from './record.ts'

/** Reads of a consistent state of the live records, answered at once from memory. Expired records are returned; the caller tests. */
export interface RecordReader {
  get(key: RecordKey): LiveRecord | undefined
  byType(type: RecordType): Iterable<LiveRecord>
  /** The records whose field, compared as text, equals `value`. Only for fields that the reader was built to index; another one is a bug and throws. */
  byField(type: RecordType, field: string, value: string): Iterable<LiveRecord>
}

/** How a field's value is compared: as text; `undefined` for a value that no index holds. */
export function fieldText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}
