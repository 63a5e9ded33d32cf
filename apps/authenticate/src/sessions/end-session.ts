import type { DatabrokerClient } from '@sallyport/databroker-client'
import { decodeGrant } from '@sallyport/identity'
import { isAppError, type Logger } from '@sallyport/kernel'
import type { IdentityProviders } from '@sallyport/oidc'
import { type KeyRing, openGrant, type ProviderTokens } from '@sallyport/tokens'
import type { BackgroundWork } from '../background-work.ts'

export interface SessionEnderOptions {
  readonly records: Pick<DatabrokerClient, 'get' | 'delete'>
  readonly providers: Pick<IdentityProviders, 'get'>
  /** Opens the provider's tokens. */
  readonly grantRing: KeyRing
  readonly background: Pick<BackgroundWork, 'run'>
  readonly log: Logger
}

/** The provider's part in a session that has ended. */
export interface EndedGrant {
  readonly provider: string
  readonly tokens: ProviderTokens
}

/** Ends a session for good: here at once, at the provider as soon as it can be reached. */
export class SessionEnder {
  readonly #options: SessionEnderOptions

  constructor(options: SessionEnderOptions) {
    this.#options = options
  }

  /**
   * Deletes the one record that the cookies of all hosts point to; when this resolves the session has ended, and everything after is
   * best effort. Throws `unavailable` or `deadline-exceeded` while it may not have.
   */
  async end(id: string, reason: string, signal: AbortSignal): Promise<EndedGrant | undefined> {
    const { records, providers, background, log } = this.#options
    await records.delete({ type: 'session', id, reason }, signal)
    try {
      const grant = await this.#openGrant(id, signal)
      await records.delete({ type: 'grant', id, reason }, signal)
      const provider = grant && providers.get(grant.provider)
      if (provider) background.run('revoke at the provider', (limited) => provider.revoke(grant.tokens, limited))
      return grant
    } catch (error) {
      if (!isAppError(error)) throw error
      log.warn({ code: error.code, reason: error.message, session_id: id }, 'grant of an ended session not revoked')
      return undefined
    }
  }

  async #openGrant(id: string, signal: AbortSignal): Promise<EndedGrant | undefined> {
    const record = await this.#options.records.get({ type: 'grant', id }, signal)
    if (record?.deleted !== false) return undefined
    const { provider, sealed } = decodeGrant(record)
    const opened = openGrant(this.#options.grantRing, record, sealed)
    return opened.outcome === 'opened' ? { provider, tokens: opened.value } : undefined
  }
}
