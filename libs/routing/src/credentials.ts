/** Begins the name of every cookie that we set; `__Host-` binds it to its host (RFC 6265bis section 4.1.3.2). */
export const ourCookiePrefix = '__Host-sallyport'

/** Browsers compare the `__Host-` prefix without case, so we do too. */
export function isOurCookie(name: string): boolean {
  return /^__host-sallyport(?:$|_)/i.test(name.trim())
}

/** A `Cookie` value without our cookies, the others byte for byte; `undefined` when none is left. */
export function withoutOurCookies(cookie: string): string | undefined {
  if (!/__host-sallyport/i.test(cookie)) return cookie
  const kept = cookie.split(';').filter((pair) => !isPairOfOurs(pair))
  const text = kept.join(';').trim()
  return text === '' ? undefined : text
}

/** `isOurCookie` for the name of a pair, which may have spaces around it and no value. */
function isPairOfOurs(pair: string): boolean {
  return /^\s*__host-sallyport(?:_|\s*(?:=|$))/i.test(pair)
}

/**
 * Whether a `Set-Cookie` value sets or clears a cookie of ours. A cookie without a name is kept by some browsers and sent as its
 * value alone, so `=__Host-sallyport=x` would come back as ours (RFC 6265bis section 5.7, step 6).
 */
export function setsOurCookie(setCookie: string): boolean {
  const [pair = ''] = setCookie.split(';', 1)
  const [name] = pair.replace(/^[\s=]+/, '').split('=', 1)
  return isOurCookie(name ?? '')
}

/** Whether an `Authorization` value is meant for us and none of the upstream's business. */
export function isOurCredential(authorization: string): boolean {
  return /^\s*(?:(?:sallyport|pomerium)(?:\s|$)|bearer\s+(?:sp_[a-z]+_|pomerium-))/i.test(authorization)
}
