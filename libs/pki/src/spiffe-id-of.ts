import { X509Certificate } from 'node:crypto'
import { parseSpiffeId, type ServiceIdentity } from '@sallyport/service-identity'

/**
 * The service that a leaf certificate (DER) speaks for: its one URI name, if that is a service's SPIFFE ID.
 * `undefined` if it has no URI name or several, and for a certificate that may sign others (SPIFFE X509-SVID sections 2 and 4).
 * Says nothing of who signed it or until when it holds.
 */
export function spiffeIdOf(der: Uint8Array): ServiceIdentity | undefined {
  const certificate = new X509Certificate(der)
  if (certificate.ca) return undefined
  const [uri, ...further] = uriNames(certificate)
  return uri === undefined || further.length > 0 ? undefined : parseSpiffeId(uri)
}

// Node writes a name that holds a comma, a quote or a control character as a JSON string with the comma escaped,
// so the separator cannot be forged, and such a name is no SPIFFE ID.
function uriNames(certificate: X509Certificate): string[] {
  const names = certificate.subjectAltName?.split(', ') ?? []
  return names.filter((name) => name.startsWith('URI:')).map((name) => name.slice('URI:'.length))
}
