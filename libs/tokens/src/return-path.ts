/** Longest path and query that a flow cookie carries, in bytes. */
export const maxReturnPathBytes = 2048

/**
 * Whether a browser may be sent to this path and query of the same host after it signed in. What another parser could read
 * as another origin (`//host`, `/\host`, control characters) is refused, and so is what is too long for a cookie.
 */
export function isReturnPath(path: string): boolean {
  return path.length <= maxReturnPathBytes && /^\/(?!\/)[^\\?#]*(?:\?[^#]*)?$/.test(path) && /^[\x21-\x7e]*$/.test(path)
}
