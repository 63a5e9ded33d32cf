import { AppError } from '@sallyport/kernel'
import type { LiveRecord, RecordData } from '@sallyport/records'
import { z } from 'zod'

/** Parses a record's data; throws `failed-precondition` that names record and fields, never a value. */
export function parseRecordData<S extends z.ZodType>(schema: S, { type, id, data }: LiveRecord): z.output<S> {
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map(({ path }) => path.join('.') || '(all)').join(', ')
  throw new AppError('failed-precondition', `${type} ${id} is malformed in: ${fields}`)
}

/** An instant: ISO 8601 in UTC in a record, a `Date` in the domain. */
export const instant = z.iso.datetime().transform((text) => new Date(text))

/** The fields that have a value: JSON knows no `undefined`. */
export function recordData(fields: RecordData): RecordData {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
