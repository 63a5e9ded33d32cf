import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { ServiceIdentity } from '@sallyport/service-identity'
import { spiffeIdOf } from './spiffe-id-of.ts'

/** Who is at the other end of a connection, for as long as the certificate holds. */
export interface Peer {
  readonly identity: ServiceIdentity
  readonly serialNumber: string
  readonly notBefore: Date
  readonly notAfter: Date
}

/** Our own reasons for refusing a certificate that OpenSSL has taken, or that did not come. */
export const peerProblemCodes = ['no-certificate', 'not-one-spiffe-id', 'other-trust-domain'] as const

export type PeerProblem = (typeof peerProblemCodes)[number]

export type PeerExamination =
  | { readonly outcome: 'accepted'; readonly peer: Peer }
  /** `reason` is a `PeerProblem` or OpenSSL's name for what is wrong with the certificate. */
  | { readonly outcome: 'refused'; readonly reason: string; readonly certificate: X509Certificate | undefined }

/**
 * Says who is at the other end of a connection that has shaken hands, for listeners that take every certificate
 * (`rejectUnauthorized: false`) in order to say why they refuse one. Whoever is not accepted must be disconnected.
 */
export function examinePeer(socket: TLSSocket, trustDomain: string, now: Date): PeerExamination {
  const certificate = socket.getPeerX509Certificate()
  const refused = (reason: PeerProblem): PeerExamination => ({ outcome: 'refused', reason, certificate })
  const refusedByTls = (reason: string): PeerExamination => ({ outcome: 'refused', reason, certificate })
  if (certificate === undefined) return refused('no-certificate')
  if (!socket.authorized) return refusedByTls(String(socket.authorizationError))
  // TLS takes a resumed session as authorised even after the certificate's end.
  const { validFromDate: notBefore, validToDate: notAfter, serialNumber } = certificate
  if (notAfter <= now) return refusedByTls('CERT_HAS_EXPIRED')
  const identity = spiffeIdOf(certificate.raw)
  if (identity === undefined) return refused('not-one-spiffe-id')
  if (identity.trustDomain !== trustDomain) return refused('other-trust-domain')
  return { outcome: 'accepted', peer: { identity, serialNumber, notBefore, notAfter } }
}
