import { setTimeout as delay } from 'node:timers/promises'
import { DatabrokerClient } from '@sallyport/databroker-client'
import { isAppError } from '@sallyport/kernel'
import { type HistogramCounts, LatencyHistogram } from '../measure/latency-histogram.ts'
import { serveJobs } from '../processes/serve-jobs.ts'
import { type BrokerAccess, connectToBroker } from './broker-access.ts'
import { machineMicroseconds } from './machine-clock.ts'
import { newSessionId, sessionData, sessionExpiry } from './session-data.ts'
import { writeRate } from './write-rate.ts'

export type PacedPutJob =
  /** Makes the sessions that are then put again and again. */
  | { readonly kind: 'prepare'; readonly broker: BrokerAccess; readonly sessions: number }
  | { readonly kind: 'put'; readonly perSecond: number; readonly forMs: number }

export interface PacedPuts {
  readonly puts: number
  /** Of these, how many were not answered in time. */
  readonly failed: number
  readonly seconds: number
  /** What a mirror shows once it shows all of them. */
  readonly upTo: { readonly epoch: string; readonly version: bigint }
  /** From a put being sent to its answer. */
  readonly latencies: HistogramCounts
}

/** Far beyond what a broker that keeps up has open at a time: a pace that cannot be kept shows as fewer puts, not as an endless queue. */
const mostOpen = 1_000

/**
 * Puts at an even pace whatever the answers take, each over one of the sessions it made, so that the store and its mirrors keep their size.
 * What a put is to be recognised by in a mirror is when it was sent: proxies see `handle_hash`, which holds that here.
 */
serveJobs<PacedPutJob, PacedPuts>(async (job) => {
  switch (job.kind) {
    case 'prepare': {
      records = new DatabrokerClient(await connectToBroker(job.broker, scope))
      const made = await writeRate(makeSession, { writers: 64, forMs: 60_000, atMost: job.sessions })
      return { ...made, puts: made.writes, failed: 0, upTo: newest }
    }
    case 'put':
      return await putAtPace(job)
  }
})

const scope = new AsyncDisposableStack()
const idle: PacedSession[] = []
let records: DatabrokerClient | undefined
let newest = { epoch: '', version: 0n }

async function putAtPace({ perSecond, forMs }: Extract<PacedPutJob, { kind: 'put' }>): Promise<PacedPuts> {
  const open = new Set<Promise<void>>()
  const latencies = new LatencyHistogram()
  const startedAt = performance.now()
  let puts = 0
  let failed = 0
  const putNext = async (session: PacedSession): Promise<void> => {
    try {
      const sentAt = performance.now()
      await put(session)
      latencies.record(performance.now() - sentAt)
      idle.push(session)
    } catch (error) {
      // Whether it was done is not known, nor then the version of the next: that session is left alone.
      if (!isAppError(error, 'deadline-exceeded', 'unavailable')) throw error
      failed += 1
    }
  }
  for (let elapsedMs = 0; elapsedMs < forMs; elapsedMs = performance.now() - startedAt) {
    const due = Math.floor((elapsedMs / 1_000) * perSecond)
    while (puts < due && open.size < mostOpen) {
      const session = idle.shift()
      if (session === undefined) break
      puts += 1
      const done = putNext(session).finally(() => open.delete(done))
      open.add(done)
    }
    await delay(1)
  }
  await Promise.all(open)
  return { puts, failed, seconds: (performance.now() - startedAt) / 1_000, upTo: newest, latencies: latencies.counts }
}

async function makeSession(): Promise<void> {
  const session = { id: newSessionId(), version: 0n }
  await put(session)
  idle.push(session)
}

async function put(session: PacedSession): Promise<void> {
  if (records === undefined) throw new Error('puts before the sessions were prepared')
  const { id, version } = session
  const precondition =
    version === 0n ? ({ mode: 'create' } as const) : ({ mode: 'compare-and-set', expectedVersion: version } as const)
  const data = sessionData(id, String(machineMicroseconds()))
  const stored = await records.put({ type: 'session', id, data, precondition, expiresAt: sessionExpiry() })
  if (stored.outcome !== 'stored') throw new Error(`a put was answered ${stored.outcome}`)
  session.version = stored.version
  if (stored.version > newest.version) newest = stored
}

interface PacedSession {
  readonly id: string
  version: bigint
}
