import { clientCertificate, type RequestAttributes } from '@sallyport/decisions'
import { AppError } from '@sallyport/kernel'
import type { CheckRequest } from '@sallyport/proto'
import type { Version } from '@sallyport/records'

/** What a proxy asks. */
export interface Question {
  readonly requestId: string
  readonly routeId: string
  /** The decision is for exactly this version of the route. */
  readonly routeVersion: Version
  /** The proxy has seen everything up to here, and will not use an answer that has not. */
  readonly minVersion: Version
  readonly epoch: string
  /** Empty: no credential. The proxy has checked the handle secret that belongs to it. */
  readonly sessionId: string
  /** Where the session stood when its cookie was made. */
  readonly sessionVersion: Version
  readonly attributes: RequestAttributes
  /** For the log alone. */
  readonly userAgent: string
}

/** Throws `invalid-argument` for a request without a route or without attributes. */
export function questionFrom(request: CheckRequest): Question {
  const { attributes, routeId } = request
  if (routeId === '' || attributes === null)
    throw new AppError('invalid-argument', 'a check needs a route and the attributes of a request')
  const { method, host, path, sourceIp, headers, userAgent } = attributes
  return {
    requestId: request.requestId,
    routeId,
    routeVersion: BigInt(request.routeVersion),
    minVersion: BigInt(request.minVersion),
    epoch: request.epoch,
    sessionId: request.sessionId,
    sessionVersion: BigInt(request.sessionVersion),
    attributes: {
      method,
      host,
      path,
      sourceIp,
      clientCertificate: clientCertificate(attributes.clientCertificate),
      headers: new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    },
    userAgent,
  }
}
