import { X509Certificate } from 'node:crypto'
import { AppError } from '@sallyport/kernel'

/** A longer text is refused before it is looked into. */
export const maxPemLength = 262_144

const begin = '-----BEGIN CERTIFICATE-----'
const end = '-----END CERTIFICATE-----'

/**
 * Every certificate in a PEM text, in order (RFC 7468); other blocks and text between them are passed over.
 * Throws `failed-precondition`, naming `source`, if there is none, if one cannot be read, or if the text is too long.
 */
export function certificatesInPem(pem: string, source: string): readonly [X509Certificate, ...X509Certificate[]] {
  if (pem.length > maxPemLength) throw new AppError('failed-precondition', `${source} is longer than ${maxPemLength}`)
  const certificates: X509Certificate[] = []
  // Plain searches keep this linear, whatever the text holds.
  for (let from = pem.indexOf(begin); from >= 0; ) {
    const to = pem.indexOf(end, from)
    if (to < 0) throw new AppError('failed-precondition', `${source} ends within a certificate`)
    certificates.push(readCertificate(pem.slice(from, to + end.length), source))
    from = pem.indexOf(begin, to)
  }
  const [first, ...rest] = certificates
  if (first === undefined) throw new AppError('failed-precondition', `${source} holds no certificate`)
  return [first, ...rest]
}

function readCertificate(pem: string, source: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (error) {
    throw new AppError('failed-precondition', `${source} holds a certificate that cannot be read`, { cause: error })
  }
}
