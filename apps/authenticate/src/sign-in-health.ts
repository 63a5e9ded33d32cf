import type { IdentityProviders, ProviderStatus } from '@sallyport/oidc'

/**
 * How sign-in is, for operators. A provider that is not known degrades sign-in there and nothing else, so it plays no part in readiness:
 * whoever is signed in stays so, and everybody else is told why.
 */
export function signInHealth(providers: Pick<IdentityProviders, 'all'>) {
  const identityProviders = providers.all.map((provider) => describe(provider.status()))
  const isDegraded = identityProviders.some(({ sign_in }) => sign_in === 'degraded')
  return { sign_in: isDegraded ? 'degraded' : 'ok', identity_providers: identityProviders }
}

function describe({ name, issuer, state, discoveredAt, problem, clockAheadMs, plainHttp }: ProviderStatus) {
  return {
    name,
    issuer,
    sign_in: state === 'ready' ? 'ok' : 'degraded',
    metadata: state,
    discovered_at: discoveredAt?.toISOString(),
    problem,
    clock_ahead_ms: clockAheadMs,
    plain_http: plainHttp,
  }
}
