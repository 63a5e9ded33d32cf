import { Mirror, type RecordType } from '@sallyport/records'

// What the proxy sees whole or projected, and what it sees the versions of alone because decisions rest on it.
const types: readonly RecordType[] = [
  ...(['session', 'route', 'endpoint', 'revocation', 'jwks'] as const),
  ...(['policy', 'user', 'service_account', 'key'] as const),
]

/**
 * The proxy's view of the store. A whole new state without any route, where there were some, is kept aside until an operator
 * says that it is right: it is more often a store that was set up wrongly than the end of all routes.
 */
export function createProxyMirror(): Mirror {
  return new Mirror({
    types,
    acceptReset: (candidate, shown) => candidate.count('route') > 0 || shown.count('route') === 0,
  })
}
