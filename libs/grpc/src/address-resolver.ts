import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { experimental, status as Status } from '@grpc/grpc-js'

export interface PeerAddress {
  readonly host: string
  readonly port: number
}

const scheme = 'sallyport'
const minIntervalMs = 1_000
const refreshMs = 30_000

/** A target for a channel to all of these addresses; names are looked up, and looked up again now and then. */
export function targetOf(addresses: readonly PeerAddress[]): string {
  const parts = addresses.map(({ host, port }) => (isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`))
  return `${scheme}:${parts.join(',')}`
}

/**
 * Resolves a list of hosts: each address that a name has is an endpoint of its own. `localhost` and names below it are this machine's
 * loopback addresses without asking anyone (RFC 6761 section 6.3), because not every system's resolver knows them.
 */
class AddressListResolver implements experimental.Resolver {
  readonly #addresses: readonly PeerAddress[]
  readonly #listener: experimental.ResolverListener
  #resolvedAt = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined
  #isRunning = false
  #isDestroyed = false

  constructor(target: experimental.GrpcUri, listener: experimental.ResolverListener) {
    this.#addresses = target.path.split(',').flatMap((part) => {
      const { host, port } = experimental.splitHostPort(part) ?? {}
      return host === undefined || port === undefined ? [] : [{ host, port }]
    })
    this.#listener = listener
  }

  // Only used where nothing else names the authority; the client always does.
  static getDefaultAuthority(): string {
    return scheme
  }

  updateResolution(): void {
    this.#isDestroyed = false
    this.#schedule(Math.max(0, this.#resolvedAt + minIntervalMs - performance.now()))
  }

  destroy(): void {
    this.#isDestroyed = true
    clearTimeout(this.#timer)
  }

  #schedule(delayMs: number): void {
    if (this.#isRunning) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#resolve(), delayMs).unref()
  }

  async #resolve(): Promise<void> {
    this.#isRunning = true
    const settled = await Promise.allSettled(this.#addresses.map(endpointsOf))
    this.#isRunning = false
    this.#resolvedAt = performance.now()
    if (this.#isDestroyed) return
    const endpoints = settled.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
    const found: experimental.StatusOr<experimental.Endpoint[]> =
      endpoints.length > 0
        ? experimental.statusOrFromValue(endpoints)
        : experimental.statusOrFromError({ code: Status.UNAVAILABLE, details: 'no address could be resolved' })
    this.#listener(found, {}, null, '')
    this.#schedule(refreshMs)
  }
}

experimental.registerResolver(scheme, AddressListResolver)

async function endpointsOf({ host, port }: PeerAddress): Promise<experimental.Endpoint[]> {
  if (isIP(host) !== 0) return [{ addresses: [{ host, port }] }]
  if (host === 'localhost' || host.endsWith('.localhost'))
    return [
      {
        addresses: [
          { host: '127.0.0.1', port },
          { host: '::1', port },
        ],
      },
    ]
  const found = await lookup(host, { all: true })
  return found.map(({ address }) => ({ addresses: [{ host: address, port }] }))
}
