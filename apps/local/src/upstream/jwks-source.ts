import { get } from 'node:https'
import { json } from 'node:stream/consumers'
import { AppError, type MonotonicMs, systemMonotonicMs } from '@sallyport/kernel'
import type { PublicJwk } from '@sallyport/tokens'

const freshForMs = 60_000
const retryAfterMs = 1_000

/** The proxy's public keys, fetched when first needed and again when they are a minute old, or when a newer key is asked for. */
export class JwksSource {
  readonly #fetchKeys: () => Promise<readonly PublicJwk[]>
  readonly #monotonicMs: MonotonicMs
  #keys: readonly PublicJwk[] = []
  #fetchedAtMs = Number.NEGATIVE_INFINITY

  constructor(fetchKeys: () => Promise<readonly PublicJwk[]>, monotonicMs: MonotonicMs = systemMonotonicMs) {
    this.#fetchKeys = fetchKeys
    this.#monotonicMs = monotonicMs
  }

  async keys(kid: string | undefined): Promise<readonly PublicJwk[]> {
    const ageMs = this.#monotonicMs() - this.#fetchedAtMs
    const isKnown = this.#keys.some((key) => key.kid === kid)
    if (ageMs > freshForMs || (!isKnown && ageMs > retryAfterMs)) {
      this.#keys = await this.#fetchKeys()
      this.#fetchedAtMs = this.#monotonicMs()
    }
    return this.#keys
  }
}

/** Fetches a key set from a name under `.localhost`, which is loopback whatever the resolver says (RFC 6761 section 6.3). */
export async function fetchJwks(url: URL, trusted: string): Promise<readonly PublicJwk[]> {
  const answer: unknown = await new Promise((resolve, reject) => {
    const { hostname: servername, host, port, pathname } = url
    const options = {
      host: '127.0.0.1',
      port,
      path: pathname,
      servername,
      headers: { host },
      ca: trusted,
      timeout: 2_000,
    }
    const request = get(options, (response) => resolve(json(response)))
    request.on('timeout', () => request.destroy(new AppError('deadline-exceeded', `${url.host} did not answer`)))
    request.on('error', reject)
  })
  if (typeof answer === 'object' && answer !== null && 'keys' in answer && Array.isArray(answer.keys))
    return answer.keys
  throw new AppError('unavailable', `${url.href} is no key set`)
}
