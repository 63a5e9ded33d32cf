import { constants } from 'node:crypto'
import type { SecureContextOptions } from 'node:tls'
import type { X509Identity } from './x509-identity.ts'

/** TLS between services: version 1.3, the identity's own certificate, its trust bundle, and no resumption, which would outlive a certificate. */
export function serviceTlsOptions(identity: X509Identity): SecureContextOptions {
  return {
    cert: identity.certificateChain,
    key: identity.privateKey.reveal(),
    ca: identity.trustBundle,
    minVersion: 'TLSv1.3',
    secureOptions: constants.SSL_OP_NO_TICKET,
  }
}
