import pg from 'pg'

/** Makes a table like the store's own, its indexes included, with a sequence to number the rows. */
export async function createPlainTable(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('create table plain_records (like sallyport.records including all)')
    await client.query('create sequence plain_version')
  } finally {
    await client.end()
  }
}
