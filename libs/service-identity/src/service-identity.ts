import { AppError } from '@sallyport/kernel'
import { isServiceName, type ServiceName } from './service-name.ts'

/** One replica of one service. Rights go by the service; the instance lets one replica be named, logged and revoked. */
export interface ServiceIdentity {
  readonly trustDomain: string
  readonly service: ServiceName
  readonly instance: string
}

export const defaultTrustDomain = 'sallyport.internal'

// SPIFFE-ID sections 2.1 and 2.2: lower-case trust domain, path segments of letters, digits, dot, dash and underscore, none of them `.` or `..`.
const trustDomainPattern = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/
const instancePattern = /^(?!\.{1,2}$)[A-Za-z0-9._-]+$/
const maxTrustDomainLength = 255
const maxInstanceLength = 128

/**
 * The identity in `spiffe://<trust-domain>/service/<name>/<instance>`, the only form there is;
 * `undefined` for anything else: another scheme or letter case, a port, a query, an encoded character, a missing or further segment.
 */
export function parseSpiffeId(uri: string): ServiceIdentity | undefined {
  const [scheme, empty, trustDomain, kind, service, instance, ...further] = uri.split('/')
  if (scheme !== 'spiffe:' || empty !== '' || kind !== 'service' || further.length > 0) return undefined
  if (trustDomain === undefined || service === undefined || instance === undefined) return undefined
  if (!isTrustDomain(trustDomain) || !isServiceName(service) || !isInstanceName(instance)) return undefined
  return { trustDomain, service, instance }
}

/** Throws `invalid-argument` for an identity that `parseSpiffeId` would not give back. */
export function formatSpiffeId({ trustDomain, service, instance }: ServiceIdentity): string {
  if (!isTrustDomain(trustDomain)) throw new AppError('invalid-argument', `${trustDomain} is not a trust domain`)
  if (!isInstanceName(instance)) throw new AppError('invalid-argument', `${instance} is not an instance name`)
  return `spiffe://${trustDomain}/service/${service}/${instance}`
}

export function isTrustDomain(name: string): boolean {
  return name.length <= maxTrustDomainLength && trustDomainPattern.test(name)
}

export function isInstanceName(name: string): boolean {
  return name.length <= maxInstanceLength && instancePattern.test(name)
}
