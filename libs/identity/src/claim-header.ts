import type { JsonValue } from './claims.ts'

/**
 * A claim as the value of a header to an upstream: lists are joined by commas, objects are JSON, what is absent is empty.
 * What a header cannot hold as it is (RFC 9110 section 5.5) goes as `UTF-8''` and percent-encoding (RFC 8187), so it can neither
 * end the header nor be read in two ways; so does a list's element with a comma, which would pass for two.
 */
export function claimHeaderValue(claim: JsonValue | undefined): string {
  if (claim === undefined || claim === null) return ''
  if (isList(claim)) return claim.map((element) => encodeUnless(/^[\x21-\x2b\x2d-\x7e]*$/, text(element))).join(',')
  return encodeUnless(/^(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?$/, text(claim))
}

function isList(claim: JsonValue): claim is readonly JsonValue[] {
  return Array.isArray(claim)
}

function text(claim: JsonValue): string {
  return typeof claim === 'object' && claim !== null ? JSON.stringify(claim) : String(claim ?? '')
}

function encodeUnless(safe: RegExp, value: string): string {
  if (safe.test(value) && !value.startsWith("UTF-8''")) return value
  const encoded = encodeURIComponent(value.toWellFormed())
  return `UTF-8''${encoded.replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)}`
}
