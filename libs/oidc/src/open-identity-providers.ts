import { type Logger, type Now, systemNow } from '@sallyport/kernel'
import { DiscoveredClient, type DiscoveryOptions } from './discovered-client.ts'
import type { IdentityProvider } from './identity-provider.ts'
import { OpenIdProvider } from './openid-provider.ts'
import type { ProviderConfig } from './provider-config.ts'

/** The configured providers by name. Disposing stops their discovery and waits for it to end. */
export interface IdentityProviders extends AsyncDisposable {
  get(name: string): IdentityProvider | undefined
  /** In the order of the configuration. */
  readonly all: readonly IdentityProvider[]
}

export interface IdentityProvidersOptions extends Omit<Partial<DiscoveryOptions>, 'logger' | 'now'> {
  readonly logger: Logger
  readonly now?: Now
}

/** Returns at once, whatever the state of the providers: each is discovered in the background. */
export function openIdentityProviders(
  configs: readonly ProviderConfig[],
  { now = systemNow, ...options }: IdentityProvidersOptions,
): IdentityProviders {
  const stopping = new AbortController()
  const opened = configs.map((config) => {
    const client = new DiscoveredClient(config, { ...options, now })
    return { provider: new OpenIdProvider(config, client, now), discovery: client.keepDiscovered(stopping.signal) }
  })
  const all = opened.map(({ provider }) => provider)
  const byName = new Map(all.map((provider) => [provider.name, provider]))
  return {
    get: (name) => byName.get(name),
    all,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await Promise.all(opened.map(({ discovery }) => discovery))
    },
  }
}
