import type { RecordType } from '@sallyport/records'

/** What a proxy mirrors. */
export const proxyTypes: readonly RecordType[] = [
  ...(['session', 'route', 'endpoint', 'revocation', 'jwks'] as const),
  ...(['policy', 'user', 'service_account', 'key'] as const),
]
