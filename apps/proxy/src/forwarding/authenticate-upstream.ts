import type { Address } from '@sallyport/config'
import { AppError, type Logger, lookupWithLocalhost } from '@sallyport/kernel'
import { type IdentitySource, serviceTlsOptions, spiffeIdOf } from '@sallyport/pki'
import { buildConnector, Pool } from 'undici'
import { poolOptions, type Upstream } from './upstream-pools.ts'

export interface AuthenticateUpstreamOptions {
  readonly addresses: readonly Address[]
  readonly identities: IdentitySource
  readonly log: Logger
}

const connectTimeoutMs = 3_000

/**
 * Connections to authenticate's HTTP face: mutual TLS, with the identity that the proxy has at the moment, to a peer that
 * proves to be an authenticate of the same trust domain, wherever its address leads. A new connection goes to the next
 * address that takes one.
 */
export function openAuthenticateUpstream(options: AuthenticateUpstreamOptions): Upstream & AsyncDisposable {
  const pool = new Pool('https://authenticate', { ...poolOptions, connect: connector(options) })
  return { pool, servername: 'authenticate', [Symbol.asyncDispose]: () => pool.destroy() }
}

function connector({ addresses, identities, log }: AuthenticateUpstreamOptions): buildConnector.connector {
  let next = 0
  return (target, callback) => {
    const start = next++
    const attempt = (tried: number, failure: Error): void => {
      const address = addresses[(start + tried) % addresses.length]
      if (address === undefined || tried === addresses.length) return callback(failure, null)
      const place = { ...target, hostname: address.host, port: String(address.port), servername: '' }
      connectOnce(identities)(place, (error, socket) => {
        if (error === null) return callback(null, socket)
        log.warn({ err: error, ...address }, 'authenticate not reached')
        attempt(tried + 1, error)
      })
    }
    attempt(0, new AppError('unavailable', 'there is no address of authenticate'))
  }
}

function connectOnce(identities: IdentitySource): buildConnector.connector {
  const identity = identities.current()
  const { trustDomain } = identity.identity
  return buildConnector({
    ...serviceTlsOptions(identity),
    allowH2: false,
    timeout: connectTimeoutMs,
    lookup: lookupWithLocalhost,
    maxCachedSessions: 0,
    // In place of the host name: a service is known by its SPIFFE ID alone.
    checkServerIdentity: (_host, { raw }) => {
      const peer = spiffeIdOf(raw)
      if (peer?.service === 'authenticate' && peer.trustDomain === trustDomain) return undefined
      return new AppError('permission-denied', 'the peer is not the authenticate service')
    },
  })
}
