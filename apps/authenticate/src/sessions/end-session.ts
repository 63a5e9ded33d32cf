import type { DatabrokerClient } from '@sallyport/databroker-client'
import { decodeGrant } from '@sallyport/identity'
import { isAppError, type Logger } from '@sallyport/kernel'
import type { IdentityProviders } from '@sallyport/oidc'
import { everyRecord } from '@sallyport/records'
import { type KeyRing, openGrant, type ProviderTokens } from '@sallyport/tokens'
import type { BackgroundWork } from '../background-work.ts'

export interface SessionEnderOptions {
  readonly records: Pick<DatabrokerClient, 'get' | 'query' | 'delete'>
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
   * Ends a session and every other one that the same browser began for the same user: tabs that sign in at the same moment begin one each,
   * and the browser keeps the cookie of only one. The others end first, so that a failure in between can be tried again.
   */
  async endInBrowser(
    id: string,
    browser: string | undefined,
    reason: string,
    signal: AbortSignal,
  ): Promise<EndedGrant | undefined> {
    for (const other of await this.#othersInBrowser(id, browser, signal)) await this.end(other, reason, signal)
    return this.end(id, reason, signal)
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

  async #othersInBrowser(id: string, browser: string | undefined, signal: AbortSignal): Promise<readonly string[]> {
    const { records } = this.#options
    const session = browser === undefined ? undefined : await records.get({ type: 'session', id }, signal)
    const userId = session?.data['user_id']
    if (typeof userId !== 'string') return []
    const where = { field: 'user_id', equals: userId }
    const others: string[] = []
    for await (const { id: found, data } of everyRecord(records, { type: 'session', where }, signal)) {
      if (found !== id && data['browser'] === browser) others.push(found)
    }
    return others
  }

  async #openGrant(id: string, signal: AbortSignal): Promise<EndedGrant | undefined> {
    const record = await this.#options.records.get({ type: 'grant', id }, signal)
    if (record?.deleted !== false) return undefined
    const { provider, sealed } = decodeGrant(record)
    const opened = openGrant(this.#options.grantRing, record, sealed)
    return opened.outcome === 'opened' ? { provider, tokens: opened.value } : undefined
  }
}
