import { isRecordType, type RecordData, type StoredRecord } from '@sallyport/records'
import type { TextRow } from './primary-connection.ts'

/** The columns of a record, in the order in which `parseRecordRow` reads them. */
export const recordColumns =
  'r.type, r.id, r.version, r.deleted, r.data, r.created_at, r.modified_at, r.expires_at, r.written_by, r.delete_reason'

/** A row that is no record to us: put in by hand, or by a newer release that knows more types. */
export interface UnreadableRecord {
  readonly type: string
  readonly id: string
  readonly version: string
  readonly problem: 'unknown type' | 'data is no object' | 'incomplete' | 'time out of range'
}

export type RecordRow =
  | { readonly readable: true; readonly record: StoredRecord }
  | { readonly readable: false; readonly unreadable: UnreadableRecord }

/** Whether there is a record at all in the columns that begin at `offset`: a join that found none leaves them empty. */
export function isRecordRow(row: TextRow, offset: number): boolean {
  return row[offset] !== null && row[offset + 1] !== null
}

/** Reads the record columns that begin at `offset`. */
export function parseRecordRow(row: TextRow, offset = 0): RecordRow {
  const [type, id, versionText, deleted, dataText, createdAt, modifiedAt, expiresAt, writtenBy, deleteReason] =
    offset === 0 ? row : row.slice(offset)
  const unreadable = (problem: UnreadableRecord['problem']): RecordRow => ({
    readable: false,
    unreadable: { type: type ?? '', id: id ?? '', version: versionText ?? '', problem },
  })
  if (!type || !id || !versionText || !createdAt || !modifiedAt || !writtenBy) return unreadable('incomplete')
  if (!isRecordType(type)) return unreadable('unknown type')
  const data = parseObject(dataText)
  if (!data) return unreadable('data is no object')
  const version = BigInt(versionText)
  const times = { createdAt: parseTime(createdAt), modifiedAt: parseTime(modifiedAt) }
  const expiry = expiresAt ? { expiresAt: parseTime(expiresAt) } : {}
  // Postgres knows infinity and years before the first; nothing of ours writes them.
  if (Number.isNaN(Number(times.createdAt) + Number(times.modifiedAt) + Number(expiry.expiresAt ?? 0)))
    return unreadable('time out of range')
  if (deleted === 't') {
    const tombstone = { type, id, version, deleted: true, data, deletedBy: writtenBy } as const
    return {
      readable: true,
      record: { ...tombstone, deletedAt: times.modifiedAt, deleteReason: deleteReason ?? '' },
    }
  }
  return { readable: true, record: { ...{ type, id, version, deleted: false, data, writtenBy }, ...times, ...expiry } }
}

function parseObject(text: string | null | undefined): RecordData | undefined {
  // jsonb is always JSON, and only an object begins like this.
  if (!text?.startsWith('{')) return undefined
  const data: RecordData = JSON.parse(text)
  return data
}

/** A timestamptz in ISO style and UTC, as every session asks for: `2026-01-02 03:04:05.678+00`. */
function parseTime(text: string): Date {
  return new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`)
}
