import type { DatabrokerClient, SharedKey } from '@sallyport/databroker-client'
import { backoffMs, isAppError, type Logger, type Now, sleep, systemNow } from '@sallyport/kernel'
import { loadSigningKey, type SigningKey } from '@sallyport/tokens'
import { type PublishedKeysOptions, publishKeys } from './published-keys.ts'

export interface AssertionKeysOptions extends Omit<PublishedKeysOptions, 'broker' | 'now'> {
  readonly broker: Pick<DatabrokerClient, 'keyRing' | 'put'>
  readonly log: Logger
  readonly refreshMs?: number
  readonly now?: Now
}

interface AssertionKey extends SigningKey, Pick<SharedKey, 'activeFrom' | 'retiredAt'> {}

const defaultRefreshMs = 60_000

/**
 * The keys that this replica signs assertions with. They come from the databroker, which makes a new one in time; asking for them is what makes it do so.
 * A key signs only after its public half was published, and its public half stays published until it is retired, an hour after it last signed.
 */
export class AssertionKeys implements AsyncDisposable {
  readonly #options: AssertionKeysOptions
  readonly #now: Now
  readonly #stopping = new AbortController()
  /** Newest first, all published. */
  #keys: readonly AssertionKey[] = []
  #problem: string | undefined
  #running: Promise<void> = Promise.resolve()

  private constructor(options: AssertionKeysOptions) {
    this.#options = options
    this.#now = options.now ?? systemNow
  }

  /** Waits until there is a key and it is published; only `signal` ends that. Throws at once for what no waiting mends. */
  static async open(options: AssertionKeysOptions, signal: AbortSignal): Promise<AssertionKeys> {
    const keys = new AssertionKeys(options)
    for (let attempt = 0; ; attempt++) {
      try {
        await keys.#refresh(signal)
        break
      } catch (error) {
        if (!isAppError(error, 'unavailable', 'deadline-exceeded')) throw error
        options.log.warn({ code: error.code, reason: error.message, attempt }, 'waiting for the assertion keys')
        await sleep(backoffMs(attempt, { baseMs: 200, capMs: 3_000 }), signal)
      }
    }
    keys.#running = keys.#follow(keys.#stopping.signal)
    return keys
  }

  /** The newest key whose time has come; if this clock runs behind, the one whose time comes first. `undefined` once all are retired. */
  get signingKey(): SigningKey | undefined {
    const now = this.#now()
    const usable = this.#keys.filter(({ retiredAt }) => retiredAt === undefined || retiredAt > now)
    return usable.find(({ activeFrom }) => activeFrom <= now) ?? usable.at(-1)
  }

  /** For `/status`: names and times, no key. */
  describe(): object {
    return {
      signing: this.signingKey?.kid ?? null,
      published: this.#keys.map(({ kid, activeFrom, retiredAt }) => ({
        kid,
        active_from: activeFrom.toISOString(),
        retired_at: retiredAt?.toISOString() ?? null,
      })),
      problem: this.#problem ?? null,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(this.#options.refreshMs ?? defaultRefreshMs, signal).catch(() => undefined)
      if (signal.aborted) return
      try {
        await this.#refresh(signal)
        this.#problem = undefined
      } catch (error) {
        if (signal.aborted) return
        this.#problem = isAppError(error) ? error.message : 'internal error'
        this.#options.log.warn({ err: error }, 'assertion keys not refreshed, the last ones stay in use')
      }
    }
  }

  async #refresh(signal: AbortSignal): Promise<void> {
    const now = this.#now()
    const ring = await this.#options.broker.keyRing('assertion', signal)
    const keys = ring
      .filter(({ retiredAt }) => retiredAt === undefined || retiredAt > now)
      .map(assertionKey)
      .sort((a, b) => b.activeFrom.getTime() - a.activeFrom.getTime())
    await publishKeys(keys, { ...this.#options, now: this.#now }, signal)
    this.#keys = keys
  }
}

function assertionKey({ kid, material, activeFrom, retiredAt }: SharedKey): AssertionKey {
  return { ...loadSigningKey(kid, material), activeFrom, ...(retiredAt && { retiredAt }) }
}
