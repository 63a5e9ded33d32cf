/** Why a path of legal characters has no normal form. */
export const pathProblemCodes = [
  'bad-percent-encoding',
  'encoded-nul',
  'encoded-backslash',
  'encoded-dot-segment',
  'dot-segment-parameter',
  'double-encoding',
  'overlong-utf8',
  'empty-segment',
  'above-root',
] as const

export type PathProblem = (typeof pathProblemCodes)[number]

/** Decodes what never needed encoding (RFC 3986 section 2.3) and writes every other percent-encoding in upper case. */
export function decodeUnreserved(path: string): string {
  return path.replace(/%[0-9a-f]{2}/gi, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16))
    return /[A-Za-z0-9._~-]/.test(character) ? character : encoded.toUpperCase()
  })
}

/** Why two readers could read `path` differently, although each follows RFC 3986 or nearly; `undefined` if they cannot. */
export function findAmbiguity(path: string): PathProblem | undefined {
  if (/%(?![0-9a-f]{2})/i.test(path)) return 'bad-percent-encoding'
  if (encodedDotSegment.test(path)) return 'encoded-dot-segment'
  // The rest looks at the decoded path: decoding assembles `%252e` from `%25%32e`.
  const decoded = decodeUnreserved(path)
  if (decoded.includes('//')) return 'empty-segment'
  if (decoded.includes('%00')) return 'encoded-nul'
  if (decoded.includes('%5C')) return 'encoded-backslash'
  if (/%25(?:25)*(?:2e|2f|5c|00)/i.test(decoded)) return 'double-encoding'
  if (overlongUtf8.test(decoded)) return 'overlong-utf8'
  if (dotSegmentParameter.test(decoded)) return 'dot-segment-parameter'
  if (dotSegmentAtEncodedSlash.test(decoded)) return 'encoded-dot-segment'
  return undefined
}

/** Removes `.` and `..` segments (RFC 3986 section 5.2.4); `undefined` for a path that climbs above the root. */
export function removeDotSegments(path: string): string | undefined {
  const kept: string[] = []
  let endsInDots = false
  for (const segment of path.slice(1).split('/')) {
    endsInDots = segment === '.' || segment === '..'
    if (!endsInDots) kept.push(segment)
    else if (segment === '..' && kept.pop() === undefined) return undefined
  }
  if (endsInDots) kept.push('')
  return `/${kept.join('/')}`
}

const encodedDotSegment = /\/(?=[^/]*%)(?:\.|%2e){1,2}(?=\/|$)/i
// An upstream that decodes encoded slashes would find a dot segment between them.
const dotSegmentAtEncodedSlash = /%2F\.\.?(?=\/|%2F|$)|\/\.\.?%2F/
// Servlet containers cut a segment at `;` before they resolve dot segments.
const dotSegmentParameter = /(?:\/|%2F)\.\.?(?:;|%3B)/
// ASCII in more bytes than UTF-8 allows (RFC 3629 section 3), which old decoders read as `.` and `/`.
const overlongUtf8 = /%C[01]%[89AB]|%E0%[89]|%F0%8/
