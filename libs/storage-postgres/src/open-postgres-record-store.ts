import { AppError, type Logger, type Secret, silentLogger } from '@sallyport/kernel'
import { BatchWriter } from './batch-writer.ts'
import { connectPrimary } from './connect-primary.ts'
import { ConnectionPool } from './connection-pool.ts'
import { migrate } from './migrate.ts'
import { PostgresRecordStore, type StoreIdentity } from './postgres-record-store.ts'
import type { PostgresTarget } from './postgres-target.ts'
import { parsePostgresUrl } from './postgres-url.ts'
import type { PrimaryConnection } from './primary-connection.ts'
import { PrimaryReader } from './primary-reader.ts'
import type { UnreadableRecord } from './record-row.ts'
import { enterStore, storeIdentity } from './statements.ts'

/** The most connections one process may have. */
const mostConnections = 10

export interface PostgresRecordStoreOptions {
  /** May name several hosts; the one that is the primary is used. */
  readonly url: Secret<string>
  /** Permits a connection to another machine without TLS. */
  readonly allowPlaintext?: boolean
  /** One of them writes, the others read; 2 to 10. */
  readonly maxConnections?: number
  readonly log?: Logger
  /** Told of every row that was passed over because it is no record, each time it is; for a metric. */
  readonly onUnreadableRecord?: (record: UnreadableRecord) => void
}

/** Connects to the primary and brings the schema up to date. Throws `unavailable` where there is no primary to be reached. */
export async function openPostgresRecordStore({
  url,
  allowPlaintext = false,
  maxConnections = mostConnections,
  log = silentLogger,
  onUnreadableRecord = (record) => log.warn(record, 'record cannot be read'),
}: PostgresRecordStoreOptions): Promise<PostgresRecordStore> {
  if (!Number.isInteger(maxConnections) || maxConnections < 2 || maxConnections > mostConnections)
    throw new AppError('invalid-argument', `the store takes 2 to ${mostConnections} connections`)
  const target = await parsePostgresUrl(url, { allowPlaintext })
  const identity = await prepareDatabase(target)
  const connect = async (): Promise<PrimaryConnection> => {
    const connection = await connectPrimary(target)
    try {
      const [entered] = await connection.rows(enterStore, [], { deadlineMs: 10_000 })
      // Under this identity subscribers would take it for a newer state of ours.
      if (entered?.[0] !== identity.storeId)
        throw new AppError('unavailable', 'the database holds another store than at the start of this process')
    } catch (error) {
      connection.discard()
      throw error
    }
    log.debug({}, 'connected to postgres')
    return connection
  }
  await using scope = new AsyncDisposableStack()
  const pool = scope.use(new ConnectionPool({ connect, maxConnections: maxConnections - 1, waitMs: 1_000 }))
  const writer = scope.use(new BatchWriter(connect))
  const owned = scope.move()
  return new PostgresRecordStore({
    identity,
    reader: new PrimaryReader(pool),
    writer,
    onUnreadableRecord,
    scope: owned,
  })
}

async function prepareDatabase(target: PostgresTarget): Promise<StoreIdentity> {
  // Creating an index over a large table takes what it takes, and so does waiting for another process that does it.
  await using connection = await connectPrimary(target, { statementMs: 0, lockMs: 0 })
  await migrate(connection)
  const rows = await connection.rows(storeIdentity, [], { deadlineMs: 10_000 })
  const [storeId, pageTokenKey] = rows[0] ?? []
  if (!storeId || !pageTokenKey) throw new Error('the store has no counter row')
  return { storeId, pageTokenKey: Buffer.from(pageTokenKey, 'base64') }
}
