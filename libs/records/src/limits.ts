import { AppError } from '@sallyport/kernel'
import type { RecordKey } from './record.ts'

/** Longest record id, in UTF-8 bytes. */
export const maxIdBytes = 512
/** Largest record, in bytes of its JSON. */
export const maxDataBytes = 1_048_576

/** Throws `invalid-argument` for an id that is empty, too long, or holds control characters or lone surrogates; ids are otherwise opaque. */
export function assertRecordId({ type, id }: RecordKey): void {
  if (id.length === 0) throw new AppError('invalid-argument', `a ${type} id is empty`)
  if (Buffer.byteLength(id) > maxIdBytes)
    throw new AppError('invalid-argument', `a ${type} id is longer than ${maxIdBytes} bytes`)
  if (/[\u0000-\u001f\u007f]/.test(id) || !id.isWellFormed())
    throw new AppError('invalid-argument', `a ${type} id holds a control character or is not well-formed Unicode`)
}
