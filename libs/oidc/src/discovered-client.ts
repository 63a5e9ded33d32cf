import { AppError, backoffMs, type Logger, type Now, sleep } from '@sallyport/kernel'
import * as client from 'openid-client'
import { type BoundedFetchOptions, boundedFetch } from './bounded-fetch.ts'
import { clockToleranceMs } from './id-token-claims.ts'
import type { ProviderStatus } from './identity-provider.ts'
import type { ProviderConfig } from './provider-config.ts'
import { toAppError } from './provider-error.ts'
import { untilAborted } from './until-aborted.ts'

export interface DiscoveryOptions {
  readonly logger: Logger
  readonly now: Now
  readonly fetch?: Pick<BoundedFetchOptions, 'ca' | 'timeoutMs' | 'maxBytes'>
  readonly refreshMs?: number
  readonly retry?: { readonly baseMs: number; readonly capMs: number }
}

/** A smaller difference is what a network and whole seconds make of two right clocks. */
const noticeableSkewMs = 5_000

/**
 * An OAuth client whose provider's metadata are found in the background, so that nothing has to wait for a provider in order to start.
 * What was found stays in use while a later attempt fails.
 */
export class DiscoveredClient {
  readonly #config: ProviderConfig
  readonly #options: DiscoveryOptions
  readonly #plainHttp: boolean
  #current: { readonly configuration: client.Configuration; readonly at: Date } | undefined
  #attempt: Promise<boolean> | undefined
  #problem: string | undefined
  #clockAheadMs: number | undefined

  constructor(config: ProviderConfig, options: DiscoveryOptions) {
    this.#config = config
    this.#options = options
    this.#plainHttp = new URL(config.issuer).protocol === 'http:'
  }

  /** Discovers, again and again: after a failure soon, after a success every hour. Ends when the signal aborts, and every request with it. */
  async keepDiscovered(signal: AbortSignal): Promise<void> {
    const { refreshMs = 3_600_000, retry = { baseMs: 500, capMs: 15_000 } } = this.#options
    let failures = 0
    while (!signal.aborted) {
      this.#attempt = this.#discover(signal)
      failures = (await this.#attempt) ? 0 : failures + 1
      this.#attempt = undefined
      const pauseMs = failures === 0 ? refreshMs : backoffMs(failures, retry)
      await sleep(pauseMs, signal).catch(() => {})
    }
  }

  /** What is known, after waiting for a first attempt that is under way. Throws `unavailable` when nothing is known. */
  async configuration(signal?: AbortSignal): Promise<client.Configuration> {
    if (!this.#current && this.#attempt) await untilAborted(this.#attempt, signal)
    if (this.#current) return this.#current.configuration
    const problem = this.#problem ?? 'not asked yet'
    throw new AppError('unavailable', `identity provider ${this.#config.name} is not known yet: ${problem}`)
  }

  get clockAheadMs(): number | undefined {
    const skewMs = this.#clockAheadMs
    return skewMs !== undefined && Math.abs(skewMs) >= noticeableSkewMs ? skewMs : undefined
  }

  status(): ProviderStatus {
    const { name, issuer } = this.#config
    const clockAheadMs = this.clockAheadMs
    return {
      name,
      issuer,
      state: !this.#current ? 'discovering' : this.#problem === undefined ? 'ready' : 'stale',
      ...(this.#current && { discoveredAt: this.#current.at }),
      ...(this.#problem !== undefined && { problem: this.#problem }),
      ...(clockAheadMs !== undefined && { clockAheadMs }),
      plainHttp: this.#plainHttp,
    }
  }

  async #discover(signal: AbortSignal): Promise<boolean> {
    const { name, issuer } = this.#config
    try {
      this.#current = { configuration: await this.#load(signal), at: this.#options.now() }
      if (this.#problem !== undefined) this.#options.logger.info({ provider: name }, 'identity provider discovered')
      this.#problem = undefined
      return true
    } catch (error) {
      if (signal.aborted) return false
      const failure = toAppError(error, new URL(issuer).host)
      this.#problem = failure instanceof AppError ? failure.message : 'its metadata are malformed'
      this.#options.logger.warn({ provider: name, err: failure }, 'identity provider not discovered')
      return false
    }
  }

  async #load(signal: AbortSignal): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret, clientAuthentication, idTokenAlgorithms } = this.#config
    const fetch = boundedFetch({
      ...this.#options.fetch,
      plainHttp: this.#plainHttp,
      signal,
      onDate: (date) => this.#observeDate(date),
    })
    const execute = this.#plainHttp ? [client.allowInsecureRequests] : []
    const discovered = await client.discovery(new URL(issuer), clientId, undefined, undefined, {
      [client.customFetch]: fetch,
      execute,
    })
    const metadata: client.ServerMetadata = discovered.serverMetadata()
    if (metadata.issuer !== issuer) throw new AppError('unavailable', `it calls itself ${metadata.issuer}`)
    // What the provider does not list it does not sign with; RS256 is what it may leave unsaid (OpenID Connect Core section 15.1).
    const offered = metadata.id_token_signing_alg_values_supported ?? ['RS256']
    const accepted = offered.filter((algorithm) => idTokenAlgorithms.includes(algorithm))
    if (accepted.length === 0)
      throw new AppError('unavailable', `it signs ID tokens with ${offered.join(', ')}, none of which is accepted`)
    const secret = clientSecret.reveal()
    const configuration = new client.Configuration(
      { ...metadata, id_token_signing_alg_values_supported: accepted },
      clientId,
      { [client.clockTolerance]: clockToleranceMs / 1000 },
      clientAuthentication === 'client_secret_basic'
        ? client.ClientSecretBasic(secret)
        : client.ClientSecretPost(secret),
    )
    configuration[client.customFetch] = fetch
    for (const extension of execute) extension(configuration)
    // Without this the signature of an ID token from the token endpoint is not looked at (OpenID Connect Core section 3.1.3.7 allows that).
    client.enableNonRepudiationChecks(configuration)
    return configuration
  }

  #observeDate(date: Date): void {
    const aheadMs = this.#options.now().getTime() - date.getTime()
    if (Number.isFinite(aheadMs)) this.#clockAheadMs = aheadMs
  }
}
