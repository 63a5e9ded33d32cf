import { type ServiceError, status as Status } from '@grpc/grpc-js'
import { AppError, type ErrorCode, errorCodes } from '@sallyport/kernel'

export interface CallStatus {
  readonly code: Status
  readonly details: string
}

const statusOfCode = {
  'invalid-argument': Status.INVALID_ARGUMENT,
  unauthenticated: Status.UNAUTHENTICATED,
  'permission-denied': Status.PERMISSION_DENIED,
  'not-found': Status.NOT_FOUND,
  conflict: Status.ABORTED,
  'failed-precondition': Status.FAILED_PRECONDITION,
  'resource-exhausted': Status.RESOURCE_EXHAUSTED,
  unavailable: Status.UNAVAILABLE,
  'deadline-exceeded': Status.DEADLINE_EXCEEDED,
  cancelled: Status.CANCELLED,
} as const satisfies Record<ErrorCode, Status>

// A peer's bug is, to the one who called it, a dependency that does not work.
const codeOfStatus: ReadonlyMap<Status, ErrorCode> = new Map([
  ...errorCodes.map((code): [Status, ErrorCode] => [statusOfCode[code], code]),
  [Status.ALREADY_EXISTS, 'conflict'],
  [Status.OUT_OF_RANGE, 'invalid-argument'],
  [Status.UNIMPLEMENTED, 'failed-precondition'],
])

// Beyond this a message might not fit the peer's limit for headers.
const maxDetailsLength = 1024

/** What a peer is told of a failure: of an expected one its code and message, of a bug nothing but that there was one. */
export function toCallStatus(error: unknown): CallStatus {
  if (!(error instanceof AppError)) return { code: Status.INTERNAL, details: 'internal error' }
  const details = error.message.slice(0, maxDetailsLength).toWellFormed()
  return { code: statusOfCode[error.code], details }
}

/** The failure of a call of ours, as an `AppError` that keeps the original as its cause. */
export function fromServiceError(error: ServiceError, callee: string): AppError {
  const code = codeOfStatus.get(error.code) ?? 'unavailable'
  return new AppError(code, `${callee}: ${error.details}`, { cause: error })
}
