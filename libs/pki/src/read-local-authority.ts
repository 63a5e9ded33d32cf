import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { AppError } from '@sallyport/kernel'
import { encodeNameConstraints, loopbackNames, nameConstraintsOid } from './name-constraints.ts'
import { certificatesInPem } from './pem.ts'

/** The certificate of an authority that can speak for this machine's own names alone. */
export interface LocalAuthorityCertificate {
  readonly pem: string
  /** SHA-256 over the DER, in lower-case hexadecimal. */
  readonly fingerprint: string
}

/**
 * Reads what a store is about to be asked to trust. Throws `failed-precondition`, naming `source`, unless it is one certificate and nothing
 * beside it, of an authority whose critical name constraints permit `localhost`, the names below it and loopback addresses, and no more.
 */
export function readLocalAuthority(text: string, source: string): LocalAuthorityCertificate {
  const [certificate] = certificatesInPem(text, source)
  const pem = certificate.toString()
  if (text.trim() !== pem.trim())
    throw new AppError('failed-precondition', `${source} holds more than one plain certificate`)
  if (!certificate.ca || !isConstrainedToLoopback(pem))
    throw new AppError(
      'failed-precondition',
      `${source} is not the certificate of an authority that is constrained to localhost and loopback addresses`,
    )
  return { pem, fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase() }
}

function isConstrainedToLoopback(pem: string): boolean {
  const constraints = new x509.X509Certificate(pem).getExtension(nameConstraintsOid)
  return constraints?.critical === true && Buffer.from(constraints.value).equals(encodeNameConstraints(loopbackNames))
}
