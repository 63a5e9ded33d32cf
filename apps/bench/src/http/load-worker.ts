import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { type HistogramCounts, LatencyHistogram } from '../measure/latency-histogram.ts'
import { serveJobs } from '../processes/serve-jobs.ts'

export interface LoadJob {
  readonly target: LoadTarget
  /** Connections, each with one request open at a time. */
  readonly connections: number
  readonly forMs: number
}

export interface LoadTarget {
  readonly protocol: 'http:' | 'https:'
  /** Of the loopback address. */
  readonly port: number
  /** What goes into Host, and without its port into the server name of TLS. */
  readonly authority: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** The authority that signed the server's certificate, as PEM. */
  readonly ca?: string
}

export interface Load {
  readonly requests: number
  readonly seconds: number
  readonly latencies: HistogramCounts
}

/** Connections are kept between jobs, so that no handshake is measured but the first job's. */
const agents = new Map<string, HttpAgent>()

/** Sends one request after another over each connection, until the time is up. Any answer but 200 fails the job. */
serveJobs<LoadJob, Load>(async ({ target, connections, forMs }) => {
  const agent = agentFor(target, connections)
  const latencies = new LatencyHistogram()
  const startedAt = performance.now()
  const visitor = async (): Promise<void> => {
    for (let now = performance.now(); now - startedAt < forMs; ) {
      await get(target, agent)
      const after = performance.now()
      latencies.record(after - now)
      now = after
    }
  }
  await Promise.all(Array.from({ length: connections }, visitor))
  return {
    requests: latencies.total,
    seconds: (performance.now() - startedAt) / 1_000,
    latencies: latencies.counts,
  }
})

function agentFor(target: LoadTarget, connections: number): HttpAgent {
  const { protocol, port, authority } = target
  const key = `${connections} to ${protocol}//${authority} ${port}`
  const options = { keepAlive: true, maxSockets: connections, maxFreeSockets: connections }
  const agent = agents.get(key) ?? (protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options))
  agents.set(key, agent)
  return agent
}

function get({ protocol, port, authority, path, headers, ca }: LoadTarget, agent: HttpAgent): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const options = { host: '127.0.0.1', port, path, agent, headers: { host: authority, ...headers } }
  const onResponse = (response: IncomingMessage): void => {
    response.on('error', reject)
    response.on('end', () => {
      if (response.statusCode === 200) resolve()
      else reject(new Error(`${authority} answered ${response.statusCode}`))
    })
    response.resume()
  }
  const servername = authority.split(':')[0] ?? authority
  const request =
    protocol === 'https:'
      ? httpsRequest({ ...options, servername, ...(ca !== undefined && { ca }) }, onResponse)
      : httpRequest(options, onResponse)
  request.on('error', reject)
  request.end()
  return promise
}
