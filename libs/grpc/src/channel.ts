import { createSecureContext } from 'node:tls'
import { Client, credentials } from '@grpc/grpc-js'
import { serviceTlsOptions, spiffeIdOf, type X509Identity } from '@sallyport/pki'
import type { ServiceName } from '@sallyport/service-identity'
import { type PeerAddress, targetOf } from './address-resolver.ts'
import { channelLimits } from './channel-limits.ts'

/** A channel that proves `identity` and talks to `expectedService` of the same trust domain alone, whatever host it is on. */
export function openChannel(
  identity: X509Identity,
  expectedService: ServiceName,
  addresses: readonly PeerAddress[],
): Client {
  const { trustDomain } = identity.identity
  const serverName = `${expectedService}.${trustDomain}`
  const secureContext = createSecureContext(serviceTlsOptions(identity))
  return new Client(
    targetOf(addresses),
    credentials.createFromSecureContext(secureContext, {
      // Called once the chain has been verified. Host names say nothing about who a service is.
      checkServerIdentity: (_host, { raw }) => {
        const server = spiffeIdOf(raw)
        if (server?.service === expectedService && server.trustDomain === trustDomain) return undefined
        return new Error(`the server is not ${expectedService} of ${trustDomain}`)
      },
    }),
    {
      ...channelLimits,
      'grpc.ssl_target_name_override': serverName,
      'grpc.default_authority': serverName,
      'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
      'grpc.service_config_disable_resolution': 1,
      // A retried call would be kept in memory until it is answered; whoever calls knows best what can be asked twice.
      'grpc.enable_retries': 0,
      // Never by way of a proxy that the environment names.
      'grpc.enable_http_proxy': 0,
      'grpc.initial_reconnect_backoff_ms': 100,
      // A service that was restarted is used again at once, not when the last and longest of the waits for it is over.
      'grpc.max_reconnect_backoff_ms': 1_000,
      'grpc.client_idle_timeout_ms': 2_147_483_647,
      'grpc.use_local_subchannel_pool': 1,
    },
  )
}
