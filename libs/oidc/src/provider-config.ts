import type { Secret } from '@sallyport/kernel'

/** What has to be known of an OpenID provider. */
export interface ProviderConfig {
  readonly name: string
  /** Compared byte for byte with what the provider says of itself (OpenID Connect Discovery section 4.3). */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: Secret<string>
  readonly clientAuthentication: 'client_secret_basic' | 'client_secret_post'
  readonly scopes: readonly string[]
  /** What an ID token may be signed with; never a symmetric algorithm or `none`. */
  readonly idTokenAlgorithms: readonly string[]
  readonly groupsClaim: string
  /** Further parameters of the authorization request. Those of the protocol cannot be replaced. */
  readonly requestParameters: Readonly<Record<string, string>>
}
