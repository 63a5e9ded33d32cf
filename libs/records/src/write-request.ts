import { createHash } from 'node:crypto'
import { AppError } from '@sallyport/kernel'
import { assertRecordId } from './limits.ts'
import { operationIdTimeMs } from './operation-id.ts'
import { isRecordType, type Version } from './record.ts'
import { recordJson } from './record-json.ts'
import { recordRules } from './record-rules.ts'
import type { DeleteOperation, Fence, PutOperation } from './record-store.ts'

/** The largest version there can be: a signed 64-bit number. */
export const maxVersion: Version = 2n ** 63n - 1n

/** What a store remembers of an operation id, so that a retry is answered like the first time and another request is told apart. */
export interface RememberedOperation {
  readonly id: string
  readonly madeAtMs: number
  /** SHA-256, base64url, of what was asked. Who asked is left out: a caller may have renewed its certificate before it retries. */
  readonly digest: string
}

/** A put that every store can carry out: its ids, sizes and mode are legal. */
export interface CheckedPut {
  readonly json: string
  readonly remembered?: RememberedOperation
}

/** Throws `invalid-argument` or `resource-exhausted` for a put that no store may even try. */
export function checkPut(operation: PutOperation): CheckedPut {
  assertKeyAndWriter(operation)
  const { type, precondition, expiresAt } = operation
  if (precondition.mode === 'upsert' && !recordRules(type).allowsUpsert)
    throw new AppError('invalid-argument', `a ${type} is written with an expected version only`)
  if (precondition.mode === 'compare-and-set') assertExpectedVersion(precondition.expectedVersion)
  if (expiresAt !== undefined && Number.isNaN(expiresAt.getTime()))
    throw new AppError('invalid-argument', `the expiry of a ${type} is not a date`)
  const json = recordJson(type, operation.data)
  const asked = [precondition.mode, expectedVersionText(operation), expiresAt?.toISOString() ?? '', json]
  return { json, ...remember('put', operation, asked) }
}

/** Throws `invalid-argument` for a delete that no store may even try. */
export function checkDelete(operation: DeleteOperation): { readonly remembered?: RememberedOperation } {
  assertKeyAndWriter(operation)
  if (operation.expectedVersion !== undefined) assertExpectedVersion(operation.expectedVersion)
  assertText('delete reason', operation.reason)
  return remember('delete', operation, [operation.expectedVersion?.toString() ?? '', operation.reason])
}

function assertKeyAndWriter(operation: PutOperation | DeleteOperation): void {
  if (!isRecordType(operation.type)) throw new AppError('invalid-argument', 'there is no such record type')
  assertRecordId(operation)
  assertText('writer', operation.writtenBy)
  if (operation.fence) assertFence(operation.fence)
}

function assertFence({ lease, holder, token }: Fence): void {
  assertText('lease name', lease)
  assertText('lease holder', holder)
  if (token < 0n || token > maxVersion) throw new AppError('invalid-argument', 'a lease token is out of range')
}

function assertExpectedVersion(version: Version): void {
  if (version <= 0n || version > maxVersion)
    throw new AppError(
      'invalid-argument',
      'an expected version is not a version; a record that must not exist is created',
    )
}

/** Throws `invalid-argument` for a name or reason that is empty, longer than 512 characters, or holds a NUL or a lone surrogate. */
export function assertText(what: string, text: string): void {
  if (text.length === 0 || text.length > 512 || text.includes('\0') || !text.isWellFormed())
    throw new AppError('invalid-argument', `a ${what} is empty, too long, or not text`)
}

function expectedVersionText({ precondition }: PutOperation): string {
  return precondition.mode === 'compare-and-set' ? precondition.expectedVersion.toString() : ''
}

function remember(
  kind: 'put' | 'delete',
  { operationId, type, id, fence }: PutOperation | DeleteOperation,
  asked: readonly string[],
): { readonly remembered?: RememberedOperation } {
  if (operationId === undefined) return {}
  const fenceParts = fence ? [fence.lease, fence.holder, fence.token.toString()] : []
  const digest = createHash('sha256')
    .update(JSON.stringify([kind, type, id, fenceParts, ...asked]))
    .digest('base64url')
  return { remembered: { id: operationId, madeAtMs: operationIdTimeMs(operationId), digest } }
}
