import { AppError } from '@sallyport/kernel'
import pg from 'pg'

/** What a failed statement means for the connection, and for whoever asked. */
export type PostgresFailure =
  /** The connection is of no more use, or never was; whether a statement was carried out is unknown. */
  | 'lost'
  /** The server undid the statement for want of something: a lock, time, room. */
  | 'refused'
  /** The server undid the statement because of what it was given. */
  | 'data'
  /** We wrote the wrong statement. */
  | 'bug'

/**
 * By SQLSTATE (appendix A of the Postgres manual). 25006 is a write on a server that has become a standby,
 * 57P0x one that is shutting down, starting up, or dropped the database.
 */
export function classifyFailure(error: unknown): PostgresFailure {
  if (!(error instanceof pg.DatabaseError)) return isConnectionError(error) ? 'lost' : 'bug'
  const code = error.code ?? ''
  if (code === '25006' || code.startsWith('57P') || code.startsWith('08')) return 'lost'
  if (code === '55P03' || code === '57014' || /^(?:40|53|58)/.test(code)) return 'refused'
  return /^(?:22|23|54)/.test(code) ? 'data' : 'bug'
}

/** The failure as callers know it; a bug stays what it is. */
export function failureAsAppError(error: unknown): unknown {
  switch (classifyFailure(error)) {
    case 'lost':
      return new AppError('unavailable', 'the connection to the record store was lost', { cause: error })
    case 'refused':
      return new AppError('unavailable', 'the record store is too busy', { cause: error })
    case 'data':
      return new AppError('invalid-argument', 'the record store cannot hold this', { cause: error })
    case 'bug':
      return error
  }
}

/** pg reports a broken connection as a plain Error, with the system's code or with one of these messages and no code at all. */
function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string')
    return /^(?:E[A-Z]+|ERR_(?:TLS|SSL|SOCKET|STREAM)_.*)$/.test(error.code)
  return /^(?:Connection terminated|Client has encountered a connection error|Client was closed|timeout expired|The server does not support SSL)/.test(
    error.message,
  )
}
