import type { LookupFunction } from 'node:net'

/** Names under `.localhost` are loopback (RFC 6761 section 6.3); the system's resolver need not know them. */
export const loopback: LookupFunction = (_hostname, { all }, done) => {
  if (all === true) done(null, [{ address: '127.0.0.1', family: 4 }])
  else done(null, '127.0.0.1', 4)
}
