import { AppError } from '@sallyport/kernel'
import { assertText } from './write-request.ts'

/** The longest a lease can be taken for at once. */
export const maxLeaseMs = 3_600_000

/** Throws `invalid-argument` for names that are not text and for a duration that is not between 1 ms and an hour. */
export function checkLease(name: string, holder: string, durationMs: number): void {
  assertText('lease name', name)
  assertText('lease holder', holder)
  if (!Number.isInteger(durationMs) || durationMs < 1 || durationMs > maxLeaseMs)
    throw new AppError('invalid-argument', `a lease lasts between 1 and ${maxLeaseMs} ms`)
}
