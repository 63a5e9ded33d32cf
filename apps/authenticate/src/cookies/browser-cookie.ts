import { createHash } from 'node:crypto'
import { type Cookie, cookieValues, serializeCookie } from '@sallyport/http'
import { isRandomId, randomId } from '@sallyport/tokens'

export const browserCookieName = '__Host-sallyport_browser'

const lifetimeSeconds = 400 * 24 * 3_600

/**
 * The name that a browser goes by among the sessions of its user. It proves nothing and opens nothing: callbacks that arrive at the same
 * moment begin several sessions without knowing of each other, and by this name signing out finds them all.
 */
export function browserOf(cookies: readonly Cookie[]): string | undefined {
  const value = valueIn(cookies)
  // What is stored shows no cookie of anybody, not even one that opens nothing.
  return value && createHash('sha256').update(value).digest('base64url')
}

/** The `Set-Cookie` value that keeps the browser's name, or gives it one. */
export function keepBrowserCookie(cookies: readonly Cookie[]): string {
  const value = valueIn(cookies) ?? randomId()
  return serializeCookie({ name: browserCookieName, value, maxAgeSeconds: lifetimeSeconds })
}

function valueIn(cookies: readonly Cookie[]): string | undefined {
  const [value] = cookieValues(cookies, browserCookieName)
  return value !== undefined && isRandomId(value) ? value : undefined
}
