import { createPrivateKey, type KeyObject } from 'node:crypto'
import { AppError, type Secret } from '@sallyport/kernel'
import type { ServiceIdentity, ServiceName } from '@sallyport/service-identity'
import { assertChainVerifies } from './certificate-chain.ts'
import { certificatesInPem } from './pem.ts'
import { spiffeIdOf } from './spiffe-id-of.ts'

/** What a service proves itself with and whom it trusts, as PEM. */
export interface IdentityMaterial {
  /** The service's own certificate first, then any intermediates. */
  readonly certificateChain: string
  readonly privateKey: Secret<string>
  readonly trustBundle: string
}

/** Material that belongs together: key, certificate, chain and identity have been checked against each other. */
export interface X509Identity extends IdentityMaterial {
  readonly identity: ServiceIdentity
  /** Upper-case hexadecimal. */
  readonly serialNumber: string
  readonly notBefore: Date
  readonly notAfter: Date
}

export interface IdentityExpectations {
  readonly service?: ServiceName | undefined
  readonly trustDomain?: string | undefined
  /** A certificate that is valid for longer is refused, whoever issued it. */
  readonly maxLifetimeMs?: number | undefined
}

/** What a certificate of a service may live, unless the configuration allows more. */
export const defaultMaxLifetimeMs = 24 * 3_600_000
const clockSkewMs = 60_000

/** Throws `failed-precondition`, with the first reason found, for material that a peer would refuse or that belongs to someone else. */
export function readX509Identity(
  material: IdentityMaterial,
  { service, trustDomain, maxLifetimeMs = defaultMaxLifetimeMs }: IdentityExpectations,
  now: Date,
): X509Identity {
  const [leaf, ...intermediates] = certificatesInPem(material.certificateChain, 'the certificate file')
  const trusted = certificatesInPem(material.trustBundle, 'the trust bundle')
  if (!leaf.checkPrivateKey(readPrivateKey(material.privateKey)))
    throw new AppError('failed-precondition', 'the private key does not belong to the certificate')

  const identity = spiffeIdOf(leaf.raw)
  if (identity === undefined)
    throw new AppError('failed-precondition', 'the certificate does not name exactly one service by a SPIFFE ID')
  if (service !== undefined && identity.service !== service)
    throw new AppError('failed-precondition', `the certificate is of service ${identity.service}, not ${service}`)
  if (trustDomain !== undefined && identity.trustDomain !== trustDomain)
    throw new AppError('failed-precondition', `the certificate is of trust domain ${identity.trustDomain}`)

  const { validFromDate: notBefore, validToDate: notAfter } = leaf
  if (notBefore.getTime() > now.getTime() + clockSkewMs)
    throw new AppError('failed-precondition', `the certificate is not valid before ${notBefore.toISOString()}`)
  if (notAfter <= now)
    throw new AppError('failed-precondition', `the certificate has expired at ${notAfter.toISOString()}`)
  if (notAfter.getTime() - notBefore.getTime() > maxLifetimeMs)
    throw new AppError('failed-precondition', `the certificate lives longer than ${maxLifetimeMs} ms`)
  assertChainVerifies(leaf, intermediates, trusted, now)

  return { ...material, identity, serialNumber: leaf.serialNumber, notBefore, notAfter }
}

function readPrivateKey(privateKey: Secret<string>): KeyObject {
  try {
    return createPrivateKey(privateKey.reveal())
  } catch {
    // The cause is left out: what OpenSSL says of a key stays out of logs.
    throw new AppError('failed-precondition', 'the private key cannot be read')
  }
}
