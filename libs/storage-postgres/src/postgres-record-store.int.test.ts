import { Secret } from '@sallyport/kernel'
import { recordStoreContract } from '@sallyport/records/contract'
import { createDatabase } from '@sallyport/testkit-postgres'
import pg from 'pg'
import { openPostgresRecordStore } from './open-postgres-record-store.ts'

recordStoreContract('PostgresRecordStore', async () => {
  await using scope = new AsyncDisposableStack()
  const { url } = scope.use(await createDatabase())
  const store = scope.use(await openPostgresRecordStore({ url: new Secret(url), maxConnections: 4 }))
  const owned = scope.move()
  return {
    store,
    now: () => new Date(),
    advance: (ms) => makeOlder(url, ms),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
})

/** The database's clock cannot be set, so what it holds is moved into the past instead. */
async function makeOlder(url: string, ms: number): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const earlier = (column: string): string => `${column} = ${column} - interval '${ms} ms'`
  await client.query(`
    update sallyport.records set ${['created_at', 'modified_at', 'expires_at'].map(earlier).join(', ')};
    update sallyport.leases set ${earlier('expires_at')};
    update sallyport.operations set ${earlier('answered_at')}`)
  await client.end()
}
