import { AppError } from '@sallyport/kernel'
import { operationRetentionMs } from './record-store.ts'

/**
 * How far the time in an operation id may lie from the store's, in the past or (a caller's clock that is ahead) in the future.
 * A store keeps the id twice as long, so that it still knows it for as long as it would accept it.
 */
export const operationIdWindowMs = operationRetentionMs

/** The time at which an operation id was made, from its first 48 bits (UUIDv7, RFC 9562 section 5.7). Anything else is `invalid-argument`. */
export function operationIdTimeMs(operationId: string): number {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(operationId))
    throw new AppError('invalid-argument', 'an operation id is not a UUIDv7 in lower case')
  return Number.parseInt(operationId.slice(0, 8) + operationId.slice(9, 13), 16)
}
