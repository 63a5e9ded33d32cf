import { randomUUIDv7 } from 'node:crypto'
import { Secret } from '@sallyport/kernel'
import { openPostgresRecordStore } from '@sallyport/storage-postgres'
import { serveJobs } from '../processes/serve-jobs.ts'
import { newSessionId, sessionData, sessionExpiry } from './session-data.ts'
import { type WriteRate, writeRate } from './write-rate.ts'

export interface StoreJob {
  readonly databaseUrl: string
  readonly writers: number
  readonly forMs: number
}

/** Puts new sessions straight into the store that a databroker keeps: what is left of a put without the call. */
serveJobs<StoreJob, WriteRate>(async ({ databaseUrl, ...limits }) => {
  await using store = await openPostgresRecordStore({ url: new Secret(databaseUrl) })
  return await writeRate(async () => {
    const id = newSessionId()
    const { outcome } = await store.put({
      type: 'session',
      id,
      data: sessionData(id),
      precondition: { mode: 'create' },
      expiresAt: sessionExpiry(),
      operationId: randomUUIDv7(),
      writtenBy: 'bench',
    })
    if (outcome !== 'stored') throw new Error(`a put was answered ${outcome}`)
  }, limits)
})
