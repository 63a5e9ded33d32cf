import { decodeUnreserved, findAmbiguity, type PathProblem, removeDotSegments } from './path-normal-form.ts'

/** Why a request target has no normal form, before its path is looked at segment by segment. */
export const targetProblemCodes = ['path-not-absolute', 'path-too-long', 'illegal-character'] as const

export type TargetProblem = (typeof targetProblemCodes)[number] | PathProblem

export type TargetResult =
  | {
      readonly outcome: 'ok'
      /** The normal form: what is matched, what a policy reads, what a decision is cached under and what the upstream gets. */
      readonly path: string
      /** Byte for byte as it came, with its `?`; empty without one. Never matched. */
      readonly query: string
      /** A `%2F` was in the path: only a route with `allow_encoded_slash` may take it, for any other the request is bad. */
      readonly encodedSlash: boolean
    }
  | { readonly outcome: 'refused'; readonly reason: TargetProblem }

/** Longest path, in characters, as it arrives. */
export const maxPathLength = 8_192

/**
 * Splits an origin-form target (RFC 9112 section 3.2.1) and brings its path to the normal form: unreserved characters
 * decoded, hex in upper case, dot segments removed (RFC 3986 sections 5.2.4 and 6.2.2). A path that two readers could
 * read differently is refused. A normal form is its own normal form.
 */
export function normalizeTarget(target: string): TargetResult {
  const cleanEnd = cleanPathEnd(target)
  const pathEnd = cleanEnd ?? queryStart(target)
  const query = target.slice(pathEnd)
  if (query !== '' && illegalInQuery.test(query)) return refused('illegal-character')
  const path = target.slice(0, pathEnd)
  return cleanEnd === undefined ? normalizePath(path, query) : { outcome: 'ok', path, query, encodedSlash: false }
}

function normalizePath(raw: string, query: string): TargetResult {
  if (!raw.startsWith('/')) return refused('path-not-absolute')
  if (raw.length > maxPathLength) return refused('path-too-long')
  if (illegalInPath.test(raw)) return refused('illegal-character')
  const ambiguity = findAmbiguity(raw)
  if (ambiguity !== undefined) return refused(ambiguity)
  const decoded = decodeUnreserved(raw)
  const path = removeDotSegments(decoded)
  if (path === undefined) return refused('above-root')
  return { outcome: 'ok', path, query, encodedSlash: decoded.includes('%2F') }
}

/**
 * Where a path that is in normal form already ends, found in one pass: at the `?` or at the end of the target.
 * `undefined` means that the path needs a closer look, not that it is wrong.
 */
function cleanPathEnd(target: string): number | undefined {
  if (target.charCodeAt(0) !== slash) return undefined
  let previous = slash
  let index = 1
  for (; index < target.length; index++) {
    const code = target.charCodeAt(index)
    if (isPlain[code] !== 1) {
      if (code === questionMark) break
      return undefined
    }
    if (previous === slash && (code === slash || code === dot)) return undefined
    previous = code
  }
  return index <= maxPathLength ? index : undefined
}

function queryStart(target: string): number {
  const index = target.indexOf('?')
  return index === -1 ? target.length : index
}

function refused(reason: TargetProblem): TargetResult {
  return { outcome: 'refused', reason }
}

const questionMark = 0x3f
const slash = 0x2f
const dot = 0x2e

// Outside of visible ASCII, and what ends a path (`#`) or a segment (backslash) for some readers only.
const illegalInPath = /[^\x21-\x7e]|[#\\]/
const illegalInQuery = /[^\x21-\x7e\x80-\xff]|#/

/** 1 for a character that is itself in normal form: visible ASCII but `%`, `?`, `#` and the backslash. */
const isPlain = Uint8Array.from({ length: 128 }, (_, code) =>
  code > 0x20 && code < 0x7f && !'%?#\\'.includes(String.fromCharCode(code)) ? 1 : 0,
)
