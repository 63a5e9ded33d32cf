import { type Person, personFromClaims } from '@sallyport/identity'
import { AppError, isAppError, type Now, Secret } from '@sallyport/kernel'
import { codeChallengeS256, type ProviderTokens } from '@sallyport/tokens'
import * as client from 'openid-client'
import type { DiscoveredClient } from './discovered-client.ts'
import { assertIdTokenClaims } from './id-token-claims.ts'
import type {
  EndSessionRequest,
  IdentityProvider,
  ProviderStatus,
  RefreshRequest,
  RefreshResult,
  Refusal,
  SignInAnswer,
  SignInRequest,
  SignInResult,
} from './identity-provider.ts'
import type { ProviderConfig } from './provider-config.ts'
import { refusalFrom, toAppError } from './provider-error.ts'
import { untilAborted } from './until-aborted.ts'

type TokenResponse = Awaited<ReturnType<typeof client.authorizationCodeGrant>>

/** An OpenID provider by the authorization code flow with PKCE (S256), state, nonce and RFC 9207, each of them always. */
export class OpenIdProvider implements IdentityProvider {
  readonly name: string
  readonly issuer: string
  readonly #config: ProviderConfig
  readonly #client: DiscoveredClient
  readonly #now: Now

  constructor(config: ProviderConfig, discovered: DiscoveredClient, now: Now) {
    this.name = config.name
    this.issuer = config.issuer
    this.#config = config
    this.#client = discovered
    this.#now = now
  }

  async beginSignIn(request: SignInRequest, signal?: AbortSignal): Promise<URL> {
    return client.buildAuthorizationUrl(await this.#client.configuration(signal), {
      ...this.#config.requestParameters,
      ...(request.prompt !== undefined && { prompt: request.prompt }),
      ...(request.responseMode !== undefined && { response_mode: request.responseMode }),
      response_type: 'code',
      scope: this.#config.scopes.join(' '),
      redirect_uri: request.redirectUri,
      state: request.state,
      nonce: request.nonce,
      code_challenge: codeChallengeS256(request.codeVerifier),
      code_challenge_method: 'S256',
    })
  }

  async completeSignIn(answer: SignInAnswer, signal?: AbortSignal): Promise<SignInResult | Refusal> {
    const current = new URL(answer.redirectUri)
    current.search = answer.callbackUrl.search
    return this.#ask(signal, async (configuration) => {
      const response = await client.authorizationCodeGrant(configuration, current, {
        expectedState: answer.state,
        expectedNonce: answer.nonce,
        pkceCodeVerifier: answer.codeVerifier.reveal(),
        idTokenExpected: true,
      })
      const person = await this.#person(configuration, response)
      if (!person) throw new AppError('unauthenticated', 'the provider gave no ID token')
      const providerSession = response.claims()?.['sid']
      return {
        outcome: 'signed-in',
        person,
        ...this.#tokens(response),
        ...(typeof providerSession === 'string' && { providerSession }),
      }
    })
  }

  async refresh({ refreshToken, subject }: RefreshRequest, signal?: AbortSignal): Promise<RefreshResult | Refusal> {
    const result = await this.#ask<RefreshResult>(signal, async (configuration) => {
      const response = await client.refreshTokenGrant(configuration, refreshToken.reveal())
      const person = await this.#personIfTold(configuration, response, subject)
      return { outcome: 'refreshed', ...(person && { person }), ...this.#tokens(response, refreshToken) }
    })
    // Every other error is about this client or this moment (RFC 6749 section 5.2): it says nothing about the person.
    if (result.outcome === 'refused' && result.error !== 'invalid_grant')
      throw new AppError('unavailable', `${new URL(this.issuer).host} refuses to refresh: ${result.error}`)
    return result
  }

  async endSessionUrl(request: EndSessionRequest, signal?: AbortSignal): Promise<URL | undefined> {
    const configuration = await this.#client.configuration(signal)
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined
    return client.buildEndSessionUrl(configuration, {
      ...(request.idTokenHint && { id_token_hint: request.idTokenHint.reveal() }),
      post_logout_redirect_uri: request.postLogoutRedirectUri,
      state: request.state,
    })
  }

  async revoke(tokens: ProviderTokens, signal?: AbortSignal): Promise<'revoked' | 'unsupported'> {
    const result = await this.#ask(signal, async (configuration) => {
      if (configuration.serverMetadata().revocation_endpoint === undefined) return 'unsupported'
      // The refresh token first: with it goes the whole grant (RFC 7009 section 2.1), even if the second call fails.
      for (const token of [tokens.refreshToken, tokens.accessToken])
        if (token) await client.tokenRevocation(configuration, token.reveal())
      return 'revoked'
    })
    return typeof result === 'string' ? result : 'unsupported'
  }

  status(): ProviderStatus {
    return this.#client.status()
  }

  /** One exchange with the provider: its own no is an answer, every other failure an `AppError`. */
  async #ask<T>(
    signal: AbortSignal | undefined,
    exchange: (configuration: client.Configuration) => Promise<T>,
  ): Promise<T | Refusal> {
    const configuration = await this.#client.configuration(signal)
    try {
      return await untilAborted(exchange(configuration), signal)
    } catch (error) {
      if (signal?.aborted) throw error
      const refusal = refusalFrom(error)
      if (refusal) return refusal
      throw this.#explained(toAppError(error, new URL(this.issuer).host))
    }
  }

  /** A wrong clock is the usual cause of an answer that is not acceptable, so the error names it. */
  #explained(error: unknown): unknown {
    const aheadMs = this.#client.clockAheadMs
    if (aheadMs === undefined || !isAppError(error, 'unauthenticated')) return error
    const seconds = Math.round(Math.abs(aheadMs) / 1000)
    const skew = `our clock is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} the provider's`
    return new AppError(error.code, `${error.message}; ${skew}`, { cause: error.cause })
  }

  /** `undefined` if the provider said nothing about anybody, which it may on a refresh. */
  async #person(
    configuration: client.Configuration,
    response: TokenResponse,
    expectedSubject?: string,
  ): Promise<Person | undefined> {
    const claims = response.claims()
    if (claims) assertIdTokenClaims(claims, { clientId: this.#config.clientId, now: this.#now() })
    const subject = expectedSubject ?? claims?.sub
    if (subject === undefined) return undefined
    if (claims && claims.sub !== subject)
      throw new AppError('unauthenticated', 'the new ID token is about somebody else')
    const hasUserInfo = configuration.serverMetadata().userinfo_endpoint !== undefined
    const userInfo = hasUserInfo ? await client.fetchUserInfo(configuration, response.access_token, subject) : undefined
    if (!claims && !userInfo) return undefined
    return personFromClaims({ sub: subject, ...claims }, userInfo, { groupsClaim: this.#config.groupsClaim })
  }

  /**
   * As `#person`, but a UserInfo endpoint that fails is no answer instead of an error: the old refresh token may be spent by now,
   * and the new one must not be lost with it.
   */
  async #personIfTold(
    configuration: client.Configuration,
    response: TokenResponse,
    subject: string,
  ): Promise<Person | undefined> {
    try {
      return await this.#person(configuration, response, subject)
    } catch (error) {
      const failure = toAppError(error, new URL(this.issuer).host)
      if (refusalFrom(error) || isAppError(failure, 'unavailable', 'deadline-exceeded')) return undefined
      throw error
    }
  }

  #tokens(response: TokenResponse, previousRefreshToken?: Secret<string>) {
    const refreshToken =
      response.refresh_token === undefined ? previousRefreshToken : new Secret(response.refresh_token)
    const tokens: ProviderTokens = {
      accessToken: new Secret(response.access_token),
      ...(refreshToken && { refreshToken }),
      ...(response.id_token !== undefined && { idToken: new Secret(response.id_token) }),
    }
    const accessExpiresAt = new Date(this.#now().getTime() + (response.expires_in ?? Number.NaN) * 1000)
    return { tokens, ...(Number.isFinite(accessExpiresAt.getTime()) && { accessExpiresAt }) }
  }
}
