/**
 * Whether a path belongs to the product on every route's host, whatever the routes say. `path` is in normal form: no other
 * spelling (`/.pomerium%2fsign_out`, `/.Pomerium/`, `/app/.pomerium/`) is reserved.
 */
export function isReservedPath(path: string): boolean {
  if (!path.startsWith('/.')) return false
  return path.startsWith('/.well-known/sallyport') || isUnder(path, '/.sallyport') || isUnder(path, '/.pomerium')
}

function isUnder(path: string, folder: string): boolean {
  return path.startsWith(folder) && (path.length === folder.length || path.charAt(folder.length) === '/')
}
