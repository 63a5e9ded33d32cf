import {
  type Header,
  isHeaderName,
  isHeaderValue,
  type RequestAuthorityProblem,
  requestAuthority,
} from '@sallyport/routing'

/** A request as it arrived, before anything is done about it. Pseudo-headers of HTTP/2 are not among the headers. */
export interface RequestHead {
  readonly version: '1.0' | '1.1' | '2'
  readonly method: string
  readonly target: string
  /** `:authority` of HTTP/2. */
  readonly authority?: string | undefined
  readonly headers: readonly Header[]
}

/** Why a head is refused, beyond the authority that it names. */
export const requestHeadProblemCodes = [
  'headers-too-large',
  'bad-header-name',
  'bad-header-value',
  'bad-method',
  'method-not-allowed',
  'bad-content-length',
  'bad-transfer-encoding',
  'connection-header',
] as const

export type RequestHeadProblem = RequestAuthorityProblem | (typeof requestHeadProblemCodes)[number]

export type RequestHeadResult =
  | {
      readonly outcome: 'ok'
      /** In its canonical form. */
      readonly authority: string
      /** In origin-form, not yet normalized. */
      readonly target: string
    }
  | {
      readonly outcome: 'refused'
      readonly status: 400 | 405 | 431
      readonly reason: RequestHeadProblem
      /** What follows on an HTTP/1 connection cannot be trusted to be the next request: answer and close. */
      readonly closes: boolean
    }

export const maxHeaders = 100
export const maxHeaderBytes = 65_536

/** What holds for every request to a route, over HTTP/1 and HTTP/2 alike, beyond what the parsers have seen to. */
export function checkRequestHead(head: RequestHead): RequestHeadResult {
  const { headers, method } = head
  if (headers.length > maxHeaders || headerBytes(headers) > maxHeaderBytes) return refused('headers-too-large', 431)
  for (const [name, value] of headers) {
    if (!isKnownHeaderName(name)) return refused('bad-header-name')
    if (!isHeaderValue(value)) return refused('bad-header-value')
  }
  if (!isHeaderName(method)) return refused('bad-method')
  const framing = head.version === '2' ? http2FramingProblem(headers) : http1FramingProblem(headers, head.version)
  if (framing !== undefined) return refused(framing)
  if (method === 'CONNECT') return refused('method-not-allowed', 405)
  if (method === 'TRACE') return { ...refused('method-not-allowed', 405), closes: false }
  const { target, authority } = head
  const named = requestAuthority({ target, authority, hosts: valuesOf(headers, 'host') })
  return named.outcome === 'ok' ? named : refused(named.reason)
}

/** A body has one length (RFC 9112 section 6): by `Content-Length`, or chunked, never both and never in other words. */
function http1FramingProblem(headers: readonly Header[], version: '1.0' | '1.1'): RequestHeadProblem | undefined {
  const encodings = valuesOf(headers, 'transfer-encoding')
  if (encodings.length === 0) return contentLengthProblem(headers)
  if (valuesOf(headers, 'content-length').length > 0) return 'bad-content-length'
  const isChunked = encodings.length === 1 && encodings[0]?.toLowerCase() === 'chunked' && version === '1.1'
  return isChunked ? undefined : 'bad-transfer-encoding'
}

/** HTTP/2 frames its bodies itself and knows no headers about a connection (RFC 9113 section 8.2.2). */
function http2FramingProblem(headers: readonly Header[]): RequestHeadProblem | undefined {
  const isMisplaced = headers.some(([name, value]) =>
    name.toLowerCase() === 'te' ? value.toLowerCase() !== 'trailers' : connectionHeaders.has(name.toLowerCase()),
  )
  return isMisplaced ? 'connection-header' : contentLengthProblem(headers)
}

function contentLengthProblem(headers: readonly Header[]): RequestHeadProblem | undefined {
  const lengths = valuesOf(headers, 'content-length')
  return lengths.length > 1 || lengths.some((length) => !/^\d{1,15}$/.test(length)) ? 'bad-content-length' : undefined
}

function headerBytes(headers: readonly Header[]): number {
  let bytes = 0
  for (const [name, value] of headers) bytes += name.length + value.length + 4
  return bytes
}

function valuesOf(headers: readonly Header[], wanted: string): string[] {
  const values: string[] = []
  for (const [name, value] of headers)
    if (name.length === wanted.length && (name === wanted || name.toLowerCase() === wanted)) values.push(value)
  return values
}

/** Names come again and again: to remember them is cheaper than to test them, as long as it is bounded. */
function isKnownHeaderName(name: string): boolean {
  if (knownNames.has(name)) return true
  if (!isHeaderName(name)) return false
  if (knownNames.size >= 512) knownNames.clear()
  if (name.length <= 64) knownNames.add(name)
  return true
}

const knownNames = new Set<string>()

function refused(reason: RequestHeadProblem, status: 400 | 405 | 431 = 400) {
  return { outcome: 'refused', status, reason, closes: true } as const
}

const connectionHeaders: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'],
])
