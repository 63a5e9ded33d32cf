import type { Person } from '@sallyport/identity'
import type { Secret } from '@sallyport/kernel'
import type { ProviderTokens } from '@sallyport/tokens'

/**
 * One OpenID provider. Throws `AppError`: `unavailable` while it has not been discovered or does not answer as one, `deadline-exceeded`
 * when it takes too long, `unauthenticated` for an answer that does not prove what it says.
 */
export interface IdentityProvider {
  /** From the configuration; part of every user id. */
  readonly name: string
  readonly issuer: string
  /** Where to send the browser. Everything that ties the answer to this browser is the caller's to keep. */
  beginSignIn(request: SignInRequest, signal?: AbortSignal): Promise<URL>
  /** Turns the callback's parameters into a person, by code, PKCE and nonce. */
  completeSignIn(answer: SignInAnswer, signal?: AbortSignal): Promise<SignInResult | Refusal>
  /** Asks whether the person is still welcome. `refused` is final: the grant is gone; whatever else goes wrong is `unavailable`. */
  refresh(grant: RefreshRequest, signal?: AbortSignal): Promise<RefreshResult | Refusal>
  /** Where to send the browser so that the provider's own session ends too; `undefined` where the provider has no such page. */
  endSessionUrl(request: EndSessionRequest, signal?: AbortSignal): Promise<URL | undefined>
  /** Makes the tokens worthless (RFC 7009), as far as the provider can. */
  revoke(tokens: ProviderTokens, signal?: AbortSignal): Promise<'revoked' | 'unsupported'>
  /** Never waits. */
  status(): ProviderStatus
}

export interface SignInRequest {
  readonly redirectUri: string
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: Secret<string>
  readonly responseMode?: 'query' | 'form_post'
  readonly prompt?: string
}

export interface SignInAnswer {
  /** Only its query is read; whose host the request named does not matter. */
  readonly callbackUrl: URL
  readonly redirectUri: string
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: Secret<string>
}

export interface SignInResult {
  readonly outcome: 'signed-in'
  readonly person: Person
  readonly tokens: ProviderTokens
  readonly accessExpiresAt?: Date
  /** The provider's name for its own session (`sid`), by which it may end it later. */
  readonly providerSession?: string
}

export interface RefreshRequest {
  readonly refreshToken: Secret<string>
  /** Whom the tokens were for: an answer about anybody else is not accepted. */
  readonly subject: string
}

export interface RefreshResult {
  readonly outcome: 'refreshed'
  /** Absent when the provider said nothing about the person, or could not be asked. */
  readonly person?: Person
  /** Holds the refresh token to use next, whether it was rotated or not. */
  readonly tokens: ProviderTokens
  readonly accessExpiresAt?: Date
}

export interface EndSessionRequest {
  readonly idTokenHint?: Secret<string>
  readonly postLogoutRedirectUri: string
  readonly state: string
}

/** An OAuth error (RFC 6749 sections 4.1.2.1 and 5.2), as the provider sent it but printable. Escape it like any text from outside. */
export interface Refusal {
  readonly outcome: 'refused'
  readonly error: string
  readonly description?: string
}

export interface ProviderStatus {
  readonly name: string
  readonly issuer: string
  /** `stale`: discovered once, but the last attempt failed; sign-in goes on with what is known. */
  readonly state: 'discovering' | 'ready' | 'stale'
  readonly discoveredAt?: Date
  /** Why the last attempt failed. */
  readonly problem?: string
  /** How far our clock is ahead of the provider's, negative if behind, when it is enough to matter. */
  readonly clockAheadMs?: number
  /** Whether its tokens travel in the clear; only possible on loopback. */
  readonly plainHttp: boolean
}
