import { AppError } from '@sallyport/kernel'
import { maxDataBytes } from './limits.ts'
import type { RecordData, RecordType } from './record.ts'
import { fieldText } from './record-reader.ts'
import { recordRules } from './record-rules.ts'

/** Longest value, in UTF-8 bytes, of a field that `query` can filter by. */
export const maxIndexedFieldBytes = 1_024

/**
 * The JSON text under which every store keeps a record's data. Throws `resource-exhausted` for data that is too large, and
 * `invalid-argument` for what some store could not give back: no object, no JSON, a NUL or a lone surrogate in a string, an indexed field too long to index.
 */
export function recordJson(type: RecordType, data: RecordData): string {
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw new AppError('invalid-argument', `the data of a ${type} is not a JSON object`)
  const json = stringify(type, data)
  const bytes = Buffer.byteLength(json)
  if (bytes > maxDataBytes)
    throw new AppError('resource-exhausted', `the data of a ${type} has ${bytes} bytes, ${maxDataBytes} are allowed`)
  if (holdsUnstorableText(json))
    throw new AppError('invalid-argument', `the data of a ${type} holds a NUL character or is not well-formed Unicode`)
  for (const field of recordRules(type).indexedFields) {
    if (Buffer.byteLength(fieldText(data[field]) ?? '') > maxIndexedFieldBytes)
      throw new AppError('invalid-argument', `${field} of a ${type} is longer than ${maxIndexedFieldBytes} bytes`)
  }
  return json
}

function stringify(type: RecordType, data: RecordData): string {
  try {
    return JSON.stringify(data)
  } catch (cause) {
    throw new AppError('invalid-argument', `the data of a ${type} cannot be written as JSON`, { cause })
  }
}

/** `JSON.stringify` writes NUL and lone surrogates, and only them of this range, as escapes; an even number of backslashes before one is text. */
function holdsUnstorableText(json: string): boolean {
  if (!json.includes('\\u0000') && !json.includes('\\ud')) return false
  return /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/.test(json)
}
