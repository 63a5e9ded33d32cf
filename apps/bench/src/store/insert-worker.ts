import pg from 'pg'
import { serveJobs } from '../processes/serve-jobs.ts'
import { newSessionId, sessionData, sessionExpiry } from './session-data.ts'
import { type WriteRate, writeRate } from './write-rate.ts'

export interface InsertJob {
  readonly databaseUrl: string
  readonly connections: number
  readonly writers: number
  readonly forMs: number
}

/** Inserts the rows that puts of new sessions would, each by a statement and so a transaction of its own. */
serveJobs<InsertJob, WriteRate>(async ({ databaseUrl, connections, ...limits }) => {
  await using scope = new AsyncDisposableStack()
  const pool = scope.adopt(new pg.Pool({ connectionString: databaseUrl, max: connections }), (opened) => opened.end())
  await Promise.all(Array.from({ length: connections }, () => pool.query('select')))
  return await writeRate(async () => {
    const id = newSessionId()
    const now = new Date()
    const values = ['session', id, JSON.stringify(sessionData(id)), now, sessionExpiry(), 'bench']
    await pool.query({ name: 'plain-insert', text: plainInsert, values })
  }, limits)
})

const plainInsert = `
  insert into plain_records (type, id, version, data, created_at, modified_at, expires_at, written_by)
  values ($1, $2, nextval('plain_version'), $3, $4, $4, $5, $6)`
