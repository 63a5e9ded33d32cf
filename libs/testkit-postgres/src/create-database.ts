import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { PostgresServer } from './postgres-server.ts'
import { sharedPostgres } from './shared-postgres.ts'

/** A database of a test file's own, dropped when disposed of, whoever is still connected. */
export interface TestDatabase extends AsyncDisposable {
  readonly name: string
  readonly url: string
}

/** Creates an empty database, on the run's shared server unless another is given. */
export async function createDatabase(server?: Pick<PostgresServer, 'url'>): Promise<TestDatabase> {
  await using scope = new AsyncDisposableStack()
  const { url } = server ?? scope.use(await sharedPostgres())
  const name = `test_${randomBytes(8).toString('hex')}`
  await execute(url, `create database ${name}`)
  scope.defer(() => execute(url, `drop database if exists ${name} with (force)`))
  const owned = scope.move()
  const databaseUrl = new URL(url)
  databaseUrl.pathname = `/${name}`
  return { name, url: databaseUrl.href, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
