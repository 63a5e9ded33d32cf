import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { type ClientCertificate, clientCertificate, noClientCertificate } from '@sallyport/decisions'

const longestChain = 8

/** The client's certificate with those above it, leaf first; none unless the handshake verified it against our client authorities. */
export function verifiedClientCertificate(socket: TLSSocket): ClientCertificate {
  if (!socket.authorized) return noClientCertificate
  const chain: Uint8Array[] = []
  let certificate: X509Certificate | undefined = socket.getPeerX509Certificate()
  while (certificate !== undefined && chain.length < longestChain) {
    chain.push(certificate.raw)
    certificate = certificate.issuerCertificate
  }
  return clientCertificate(chain)
}
