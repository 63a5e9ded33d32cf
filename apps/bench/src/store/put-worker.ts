import { DatabrokerClient } from '@sallyport/databroker-client'
import { serveJobs } from '../processes/serve-jobs.ts'
import { type BrokerAccess, connectToBroker } from './broker-access.ts'
import { newSessionId, sessionData, sessionExpiry } from './session-data.ts'
import { type WriteRate, writeRate } from './write-rate.ts'

export interface PutJob {
  readonly broker: BrokerAccess
  readonly writers: number
  readonly forMs: number
  readonly atMost?: number
}

/** Puts new sessions, as authenticate does at a sign-in. */
serveJobs<PutJob, WriteRate>(async ({ broker, ...limits }) => {
  await using scope = new AsyncDisposableStack()
  const records = new DatabrokerClient(await connectToBroker(broker, scope))
  await records.serverInfo()
  return await writeRate(async () => {
    const id = newSessionId()
    const precondition = { mode: 'create' } as const
    const put = { type: 'session', id, data: sessionData(id), precondition, expiresAt: sessionExpiry() } as const
    const { outcome } = await records.put(put)
    if (outcome !== 'stored') throw new Error(`a put was answered ${outcome}`)
  }, limits)
})
