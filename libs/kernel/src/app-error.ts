/**
 * Every code an expected failure can carry. `docs/errors.md` says what each means and what to do next.
 * Transports map them in one table each (`satisfies Record<ErrorCode, …>`), so a new code does not compile until it is mapped.
 */
export const errorCodes = [
  'invalid-argument',
  'unauthenticated',
  'permission-denied',
  'not-found',
  'conflict',
  'failed-precondition',
  'resource-exhausted',
  'unavailable',
  'deadline-exceeded',
  'cancelled',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/**
 * An expected failure. Branch on `code`, never on the message.
 * The message is for people and may be shown to a peer, so it holds no secret; anything thrown that is not an `AppError` is a bug.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}

export function isAppError(error: unknown, ...codes: ErrorCode[]): error is AppError {
  return error instanceof AppError && (codes.length === 0 || codes.includes(error.code))
}
