/** Name and value of one field line, in the order and the spelling in which it came. */
export type Header = readonly [name: string, value: string]

/**
 * The name under which header rules compare: lower-case, `_` and `.` as `-`. Gateway interfaces (CGI, WSGI, servlets) hand
 * all of these to an application as one name, so `X_Sallyport_Jwt_Assertion` is as good a forgery as the plain one.
 */
export function foldHeaderName(name: string): string {
  const lower = name.toLowerCase()
  return lower.includes('_') || lower.includes('.') ? lower.replaceAll(/[_.]/g, '-') : lower
}

/** Whether `name` is a token (RFC 9110 section 5.6.2). */
export function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)
}

/** Whether `value` may stand in a field line (RFC 9110 section 5.5): no control characters but tab, and ASCII only. */
export function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e]*$/.test(value)
}
