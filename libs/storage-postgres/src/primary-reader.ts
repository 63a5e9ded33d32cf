import { AppError } from '@sallyport/kernel'
import { abortable } from './abortable.ts'
import type { ConnectionPool } from './connection-pool.ts'
import type { PrimaryConnection, Statement, TextRow } from './primary-connection.ts'

type Values = Parameters<PrimaryConnection['rows']>[1]

/** How long a read may take before its connection is given up. */
const deadlineMs = 10_000

/** Statements on any connection to the primary. */
export class PrimaryReader {
  readonly #pool: Pick<ConnectionPool<PrimaryConnection>, 'use'>

  constructor(pool: Pick<ConnectionPool<PrimaryConnection>, 'use'>) {
    this.#pool = pool
  }

  /**
   * The rows of a statement whose first column is `pg_is_in_recovery()`; without that column.
   * Done again once if its connection turns out to be lost, as all are after a failover.
   */
  async read(statement: Statement, values: Values, signal?: AbortSignal): Promise<readonly TextRow[]> {
    signal?.throwIfAborted()
    const once = (): Promise<readonly TextRow[] | undefined> =>
      this.#pool.use((connection) => readOn(connection, statement, values))
    const rows = await abortable(
      once().then((answer) => answer ?? once()),
      signal,
    )
    if (!rows) throw new AppError('unavailable', 'the connection to the record store was lost')
    return rows
  }

  /** A statement that changes something, so that it is never done twice on our own account. */
  async change(statement: Statement, values: Values, signal?: AbortSignal): Promise<readonly TextRow[]> {
    signal?.throwIfAborted()
    return await abortable(
      this.#pool.use((connection) => connection.rows(statement, values, { deadlineMs })),
      signal,
    )
  }
}

/** `undefined` when it was the connection that failed. */
async function readOn(
  connection: PrimaryConnection,
  statement: Statement,
  values: Values,
): Promise<readonly TextRow[] | undefined> {
  try {
    const rows = await connection.rows(statement, values, { deadlineMs })
    if (rows[0]?.[0] !== 't') return rows
    connection.discard()
    return undefined
  } catch (error) {
    if (connection.isLost) return undefined
    throw error
  }
}
