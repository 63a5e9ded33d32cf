export type {
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
export {
  type IdentityProviders,
  type IdentityProvidersOptions,
  openIdentityProviders,
} from './open-identity-providers.ts'
export type { ProviderConfig } from './provider-config.ts'
