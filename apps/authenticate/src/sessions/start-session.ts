import type { DatabrokerClient, PutCommand } from '@sallyport/databroker-client'
import { encodeGrant, encodeSession, type Session, type User } from '@sallyport/identity'
import { AppError, type Now } from '@sallyport/kernel'
import type { IdentityProvider, SignInResult } from '@sallyport/oidc'
import {
  hashHandleSecret,
  type KeyRing,
  newHandleSecret,
  randomId,
  type SessionHandle,
  sealGrant,
} from '@sallyport/tokens'
import type { BackgroundWork } from '../background-work.ts'
import { discardSession } from './discard-session.ts'
import { keepUser } from './keep-user.ts'

export type StartedSession =
  | { readonly outcome: 'started'; readonly session: Session; readonly handle: SessionHandle }
  | { readonly outcome: 'issuer-changed' }

export interface SessionStarterOptions {
  readonly records: Pick<DatabrokerClient, 'get' | 'put' | 'delete'>
  /** Seals the provider's tokens. */
  readonly grantRing: KeyRing
  readonly lifetimeMs: number
  readonly background: Pick<BackgroundWork, 'run'>
  readonly now: Now
}

/**
 * Writes what a sign-in leaves behind, in the order user, grant, session. A crash in between so leaves nothing usable: a session is what
 * lets somebody in, and it comes last, when its user is live and its tokens are kept. A grant without a session opens nothing, no browser
 * holds a handle to it, and it goes with its expiry; a session without its grant could be neither refreshed nor revoked at the provider.
 */
export class SessionStarter {
  readonly #options: SessionStarterOptions

  constructor(options: SessionStarterOptions) {
    this.#options = options
  }

  /** Always a new session under a new id. Throws `unavailable` or `deadline-exceeded`; what was written is then taken back in the background. */
  async start(
    result: SignInResult,
    provider: IdentityProvider,
    browser: string | undefined,
    signal: AbortSignal,
  ): Promise<StartedSession> {
    const { records, background, now } = this.#options
    const kept = await keepUser(records, { person: result.person, provider, now }, signal)
    if (kept.outcome !== 'kept') return kept
    const secret = newHandleSecret()
    const session = this.#session(result, kept.user, browser, hashHandleSecret(secret))
    try {
      await this.#create(encodeGrant(this.#grant(session, result)), signal)
      const { version, epoch } = await this.#create(encodeSession(session), signal)
      return { outcome: 'started', session, handle: { sessionId: session.id, secret, recordVersion: version, epoch } }
    } catch (error) {
      background.run('take back a sign-in', (limited) => discardSession(records, session.id, 'sign-in failed', limited))
      throw error
    }
  }

  #session(
    { person, providerSession }: SignInResult,
    user: User,
    browser: string | undefined,
    handleHash: string,
  ): Session {
    const issuedAt = this.#issueTime(user)
    return {
      id: randomId(),
      userId: user.id,
      kind: 'browser',
      handleHash,
      issuedAt,
      expiresAt: new Date(issuedAt.getTime() + this.#options.lifetimeMs),
      provider: user.provider,
      ...(providerSession !== undefined && { providerSession }),
      ...(browser !== undefined && { browser }),
      ...(person.email !== undefined && { email: person.email }),
      emailVerified: person.emailVerified,
      ...(person.name !== undefined && { name: person.name }),
      groups: person.groups,
      claims: person.claims,
    }
  }

  /** After whatever ended the user's earlier sessions, which this one knows of, even if the clock that said when is ahead of ours. */
  #issueTime({ sessionsValidFrom }: User): Date {
    return new Date(Math.max(this.#options.now().getTime(), (sessionsValidFrom?.getTime() ?? 0) + 1))
  }

  #grant({ id, userId, provider, expiresAt }: Session, { tokens, accessExpiresAt }: SignInResult) {
    return {
      sessionId: id,
      userId,
      provider,
      sealed: sealGrant(this.#options.grantRing, { type: 'grant', id }, tokens),
      ...(accessExpiresAt && { accessExpiresAt }),
      hasRefreshToken: tokens.refreshToken !== undefined,
      expiresAt,
    }
  }

  async #create(record: Omit<PutCommand, 'precondition'>, signal: AbortSignal) {
    const stored = await this.#options.records.put({ ...record, precondition: { mode: 'create' } }, signal)
    if (stored.outcome === 'stored') return stored
    throw new AppError('conflict', `a new ${record.type} was not stored: ${stored.outcome}`)
  }
}
