import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { PassageOutcome } from './passage.ts'
import type { ProxyReason } from './proxy-reason.ts'

export interface EndedRequest {
  readonly routeId: string | undefined
  readonly outcome: PassageOutcome
  readonly failure: ProxyReason | undefined
  readonly durationMs: number
}

/** What is counted of requests. Labels are routes, of which the configuration says how many there are, and closed lists. */
export class EdgeMetrics {
  readonly #requests: Counter<'route' | 'outcome'>
  readonly #durations: Histogram<'outcome'>
  readonly #failures: Counter<'route' | 'reason'>
  #open = 0

  constructor(registry: Registry, openConnections: () => { readonly http1: number; readonly http2: number }) {
    const registers = [registry]
    this.#requests = new Counter({
      name: 'sallyport_proxy_requests_total',
      help: 'Requests that are over, by route and what became of them.',
      labelNames: ['route', 'outcome'],
      registers,
    })
    this.#durations = new Histogram({
      name: 'sallyport_proxy_request_seconds',
      help: 'From the head of a request to the end of its response or WebSocket.',
      labelNames: ['outcome'],
      buckets: [0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
      registers,
    })
    this.#failures = new Counter({
      name: 'sallyport_proxy_upstream_failures_total',
      help: 'Requests that an upstream did not answer as it should, by route and reason.',
      labelNames: ['route', 'reason'],
      registers,
    })
    const open = () => this.#open
    new Gauge({
      name: 'sallyport_proxy_open_requests',
      help: 'Requests on their way, WebSockets among them.',
      registers,
      collect() {
        this.set(open())
      },
    })
    new Gauge({
      name: 'sallyport_proxy_open_connections',
      help: 'Connections of clients, by version of HTTP.',
      labelNames: ['protocol'],
      registers,
      collect() {
        const { http1, http2 } = openConnections()
        this.set({ protocol: 'http1' }, http1)
        this.set({ protocol: 'http2' }, http2)
      },
    })
  }

  requestBegan(): void {
    this.#open += 1
  }

  requestEnded({ routeId, outcome, failure, durationMs }: EndedRequest): void {
    this.#open -= 1
    const route = routeId ?? ''
    this.#requests.inc({ route, outcome })
    this.#durations.observe({ outcome }, durationMs / 1_000)
    if (outcome === 'upstream-failed' && failure !== undefined) this.#failures.inc({ route, reason: failure })
  }
}
