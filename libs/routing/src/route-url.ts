import { isIPv6 } from 'node:net'
import { domainToASCII } from 'node:url'
import { canonicalAuthority } from './authority.ts'

export type RouteUrlResult =
  | { readonly outcome: 'ok'; readonly url: string }
  | { readonly outcome: 'refused'; readonly message: string }

/** Reads a route's `from`; the result is `https://` and the canonical authority. Host names may be written in Unicode. */
export function readFrom(text: string): RouteUrlResult {
  const [, authorityText, rest = ''] = /^https:\/\/([^/?#]*)(.*)$/is.exec(text) ?? []
  if (authorityText === undefined) return refused('must begin with https://')
  if (authorityText.includes('*'))
    return refused('wildcard hosts are not supported: each host needs a route of its own')
  if (rest !== '' && rest !== '/') return refused('must end after the host: use prefix, path or regex for paths')
  const authority = canonicalAuthority(toAscii(authorityText))
  if (authority.outcome === 'refused')
    return refused(`is not https:// with a host and at most a port (${authority.reason})`)
  return { outcome: 'ok', url: `https://${authority.authority}` }
}

/** Reads a route's `to`; the result is the upstream's origin. */
export function readTo(text: string): RouteUrlResult {
  const [, scheme, authorityText = '', rest = ''] = /^(https?):\/\/([^/?#]*)(.*)$/is.exec(text) ?? []
  if (scheme === undefined) return refused('must begin with http:// or https://')
  if (rest !== '' && rest !== '/')
    return refused('must end after the host: the path of the request is what the upstream gets')
  const protocol = scheme.toLowerCase()
  const authority = canonicalAuthority(toAscii(authorityText), protocol === 'https' ? 443 : 80)
  if (authority.outcome === 'refused')
    return refused(`is not a scheme with a host and at most a port (${authority.reason})`)
  return { outcome: 'ok', url: `${protocol}://${authority.authority}` }
}

/** Whether `text` is an origin as a browser writes it in `Origin` (RFC 6454 section 6.2). */
export function isWebOrigin(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text
}

/** A host name as TLS names it: no port, no IP literal with brackets. */
export function isServerName(text: string): boolean {
  const authority = canonicalAuthority(text)
  return authority.outcome === 'ok' ? authority.authority === text && !text.includes(':') : isIPv6(text)
}

function toAscii(authority: string): string {
  if (/^[\x21-\x7e]*$/.test(authority)) return authority
  const [, host = '', port = ''] = /^(.*?)(:\d+)?$/s.exec(authority) ?? []
  return domainToASCII(host) + port
}

function refused(message: string): RouteUrlResult {
  return { outcome: 'refused', message }
}
