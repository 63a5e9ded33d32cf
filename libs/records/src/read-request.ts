import { AppError } from '@sallyport/kernel'
import { isRecordType, type RecordType, type Version } from './record.ts'
import { recordRules } from './record-rules.ts'
import type { QueryRequest } from './record-store.ts'
import { maxVersion } from './write-request.ts'

/** Most records that one answer of `query` holds. */
export const maxQueryRecords = 1_000
/** Most records that one page of changes holds. */
export const maxPageRecords = 10_000

/** Throws `invalid-argument` unless the query names a known type, one of its indexed fields, and a legal limit. */
export function checkQuery({ type, where, limit }: QueryRequest): void {
  assertKnownType(type)
  assertLimit(limit, maxQueryRecords)
  if (where === undefined) return
  if (!recordRules(type).indexedFields.includes(where.field))
    throw new AppError('invalid-argument', `a ${type} is not found by that field`)
  if (where.equals.includes('\0') || !where.equals.isWellFormed())
    throw new AppError('invalid-argument', 'a field is compared with something that is not text')
}

/** Throws `invalid-argument` unless a page can begin after `after`. */
export function checkPageRequest(after: Version, limit: number, types: readonly RecordType[] | undefined): void {
  assertLimit(limit, maxPageRecords)
  if (after < 0n || after > maxVersion) throw new AppError('invalid-argument', 'there is no such version')
  for (const type of types ?? []) assertKnownType(type)
}

export function assertLimit(limit: number, most: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > most)
    throw new AppError('invalid-argument', `a limit lies between 1 and ${most}`)
}

function assertKnownType(type: string): void {
  if (!isRecordType(type)) throw new AppError('invalid-argument', 'there is no such record type')
}
