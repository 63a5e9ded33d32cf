import { errorCodes } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { grpcStatus, httpStatus } from './status-codes.ts'

test('not knowing and not being signed in stay apart on every wire', () => {
  expect([httpStatus.unavailable, httpStatus.unauthenticated]).toEqual([503, 401])
  expect([grpcStatus.unavailable, grpcStatus.unauthenticated]).toEqual([14, 16])
})

test('every code has a status that says failure', () => {
  for (const code of errorCodes) {
    expect(httpStatus[code], code).toBeGreaterThanOrEqual(400)
    expect(grpcStatus[code], code).toBeGreaterThan(0)
  }
})
