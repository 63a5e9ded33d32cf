import type { ErrorCode } from '@sallyport/kernel'

/** Every reason for which an upstream gave no answer that could be passed on. `docs/errors.md` says what each means. */
export const upstreamFailureCodes = [
  'upstream-refused',
  'upstream-unreachable',
  'upstream-name-unknown',
  'upstream-closed',
  'upstream-not-http',
  'upstream-untrusted',
  'upstream-connect-timeout',
  'upstream-timeout',
  /** It switched to a protocol that was not asked for. */
  'upstream-other-protocol',
  'upstream-failed',
] as const

export type UpstreamFailureReason = (typeof upstreamFailureCodes)[number]

/** Why an upstream did not answer: what the client is told, and what is counted. */
export interface UpstreamFailure {
  readonly status: 502 | 504
  readonly code: ErrorCode
  readonly reason: UpstreamFailureReason
  readonly message: string
}

/** What went wrong between us and an upstream, from the error that undici or Node made of it. */
export function upstreamFailure(error: unknown): UpstreamFailure {
  const code = errorCode(error)
  const known = failures.get(code)
  if (known !== undefined) return known
  if (code.startsWith('HPE_') || protocolErrors.has(code)) return notHttp
  if (/^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA)/.test(code))
    return untrusted
  return { ...unavailable, reason: 'upstream-failed', message: 'The application did not answer.' }
}

const unavailable = { status: 502, code: 'unavailable' } as const
const timeout = { status: 504, code: 'deadline-exceeded' } as const

const refused: UpstreamFailure = {
  ...unavailable,
  reason: 'upstream-refused',
  message: 'The application does not take connections.',
}
const unreachable: UpstreamFailure = {
  ...unavailable,
  reason: 'upstream-unreachable',
  message: 'The application cannot be reached.',
}
const unknownName: UpstreamFailure = {
  ...unavailable,
  reason: 'upstream-name-unknown',
  message: 'The application’s host name is unknown.',
}
const closed: UpstreamFailure = {
  ...unavailable,
  reason: 'upstream-closed',
  message: 'The application closed the connection.',
}
const notHttp: UpstreamFailure = {
  ...unavailable,
  reason: 'upstream-not-http',
  message: 'The application’s answer is not HTTP.',
}
const untrusted: UpstreamFailure = {
  ...unavailable,
  reason: 'upstream-untrusted',
  message: 'A trusted connection to the application could not be made.',
}
const connectTimeout: UpstreamFailure = {
  ...timeout,
  reason: 'upstream-connect-timeout',
  message: 'The application did not take the connection in time.',
}
const headTimeout: UpstreamFailure = {
  ...timeout,
  reason: 'upstream-timeout',
  message: 'The application did not answer in time.',
}

const failures: ReadonlyMap<string, UpstreamFailure> = new Map<string, UpstreamFailure>([
  ['ECONNREFUSED', refused],
  ['EHOSTUNREACH', unreachable],
  ['ENETUNREACH', unreachable],
  ['ENOTFOUND', unknownName],
  ['EAI_AGAIN', unknownName],
  ['ECONNRESET', closed],
  ['EPIPE', closed],
  ['UND_ERR_SOCKET', closed],
  ['UND_ERR_CONNECT_TIMEOUT', connectTimeout],
  ['ETIMEDOUT', connectTimeout],
  ['UND_ERR_HEADERS_TIMEOUT', headTimeout],
  ['EPROTO', untrusted],
  ['ENOENT', untrusted],
])
const protocolErrors: ReadonlySet<string> = new Set(['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'])

/** The error's own code; of several attempts (RFC 8305), that of the first. */
function errorCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0])
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
