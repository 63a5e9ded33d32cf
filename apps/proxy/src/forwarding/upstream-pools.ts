import { Pool } from 'undici'
import { type UpstreamSettings, upstreamConnector } from './upstream-connector.ts'

/** Where requests are sent: kept connections to one origin under one set of TLS settings. */
export interface Upstream {
  readonly pool: Pool
  /** The same for every request of a pool, which would otherwise open a connection per Host. */
  readonly servername: string
}

/** Options of every pool of connections to an upstream. */
export const poolOptions = {
  allowH2: false,
  pipelining: 1,
  // Events may be hours apart; a client that has gone ends its request.
  bodyTimeout: 0,
  maxHeaderSize: 65_536,
} as const

/** The upstreams of all routes, each opened when first used. */
export class UpstreamPools implements AsyncDisposable {
  readonly #upstreams = new Map<string, Upstream>()

  for(settings: UpstreamSettings): Upstream {
    const key = upstreamKey(settings)
    const known = this.#upstreams.get(key)
    if (known !== undefined) return known
    const [origin] = settings.to
    if (origin === undefined) throw new TypeError('a route has an upstream')
    const upstream = {
      pool: new Pool(origin, { ...poolOptions, connect: upstreamConnector(settings) }),
      servername: new URL(origin).hostname,
    }
    this.#upstreams.set(key, upstream)
    return upstream
  }

  /** Closes the upstreams that none of the routes use any more, once their last request has ended. */
  retain(routes: Iterable<UpstreamSettings>): void {
    const used = new Set(Iterator.from(routes).map(upstreamKey))
    for (const [key, { pool }] of this.#upstreams) {
      if (used.has(key)) continue
      this.#upstreams.delete(key)
      void pool.close().catch(() => {})
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const pools = [...this.#upstreams.values()].map(({ pool }) => pool)
    this.#upstreams.clear()
    await Promise.all(pools.map((pool) => pool.destroy()))
  }
}

function upstreamKey(settings: UpstreamSettings): string {
  return JSON.stringify([
    settings.to,
    settings.tls_skip_verify,
    settings.tls_custom_ca ?? null,
    settings.tls_custom_ca_file ?? null,
    settings.tls_client_cert_file ?? null,
    settings.tls_client_key_file ?? null,
    settings.tls_upstream_server_name ?? null,
  ])
}
