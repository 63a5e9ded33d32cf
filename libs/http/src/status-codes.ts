import type { ErrorCode } from '@sallyport/kernel'

/** The HTTP status of an expected failure, unless the place that answers knows a more exact one. */
export const httpStatus = {
  'invalid-argument': 400,
  unauthenticated: 401,
  'permission-denied': 403,
  'not-found': 404,
  conflict: 409,
  'failed-precondition': 409,
  'resource-exhausted': 429,
  unavailable: 503,
  'deadline-exceeded': 504,
  // The client went away; nobody reads this one but the log.
  cancelled: 499,
} as const satisfies Record<ErrorCode, number>

/** The gRPC status code of an expected failure. */
export const grpcStatus = {
  cancelled: 1,
  'invalid-argument': 3,
  'deadline-exceeded': 4,
  'not-found': 5,
  'permission-denied': 7,
  'resource-exhausted': 8,
  'failed-precondition': 9,
  conflict: 10,
  unavailable: 14,
  unauthenticated: 16,
} as const satisfies Record<ErrorCode, number>
