import type { X509Certificate } from 'node:crypto'
import { AppError } from '@sallyport/kernel'

const maxChainLength = 8

/**
 * Throws `failed-precondition` unless `leaf` leads, over certificates that are valid at `now`, to a self-signed one of `trusted`.
 * A check of our own files before peers see them; peers are verified by TLS itself.
 */
export function assertChainVerifies(
  leaf: X509Certificate,
  intermediates: readonly X509Certificate[],
  trusted: readonly X509Certificate[],
  now: Date,
): void {
  const candidates = [...intermediates, ...trusted]
  let subject = leaf
  for (let length = 1; length < maxChainLength; length++) {
    const issuer = candidates.find((candidate) => isIssuedBy(subject, candidate, now))
    if (issuer === undefined)
      throw new AppError('failed-precondition', 'the certificate does not lead to one of the trust bundle')
    if (isIssuedBy(issuer, issuer, now) && trusted.some((root) => root.raw.equals(issuer.raw))) return
    subject = issuer
  }
  throw new AppError('failed-precondition', `the certificate's chain is longer than ${maxChainLength}`)
}

function isIssuedBy(subject: X509Certificate, issuer: X509Certificate, now: Date): boolean {
  const isValid = issuer.validFromDate <= now && now < issuer.validToDate
  return isValid && issuer.ca && subject.checkIssued(issuer) && subject.verify(issuer.publicKey)
}
