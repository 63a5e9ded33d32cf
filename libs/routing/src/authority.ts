import { isIPv4, isIPv6 } from 'node:net'

/** Why a text is not an authority that we route by. */
export const authorityProblemCodes = ['empty-authority', 'bad-host', 'bad-port', 'zone-id'] as const

export type AuthorityProblem = (typeof authorityProblemCodes)[number]

export type AuthorityResult =
  | { readonly outcome: 'ok'; readonly authority: string; readonly host: string; readonly port: number }
  | { readonly outcome: 'refused'; readonly reason: AuthorityProblem }

/**
 * The one spelling of an authority: lower-case, one trailing dot and the default port removed, A-labels (RFC 5891 section
 * 4.4), IPv6 literals as RFC 5952 writes them. `host` is the authority without a port, `port` the port in any case.
 *
 * Refused, never repaired: userinfo, percent-encoding, non-ASCII, zone ids, an empty port or one with leading zeros, and
 * every spelling of an IPv4 address but its dotted quad (`0x7f.1`, `2130706433`), because resolvers read those as addresses.
 */
export function canonicalAuthority(text: string, defaultPort = 443): AuthorityResult {
  if (text === '') return { outcome: 'refused', reason: 'empty-authority' }
  const [, rawHost, rawPort] = authorityFormat.exec(text) ?? []
  if (rawHost === undefined) return { outcome: 'refused', reason: 'bad-host' }
  if (rawHost.startsWith('[') && rawHost.includes('%')) return { outcome: 'refused', reason: 'zone-id' }
  const host = rawHost.startsWith('[') ? canonicalIpv6(rawHost) : canonicalName(rawHost)
  if (host === undefined) return { outcome: 'refused', reason: 'bad-host' }
  const port = rawPort === undefined ? defaultPort : portNumber(rawPort)
  if (port === undefined) return { outcome: 'refused', reason: 'bad-port' }
  return { outcome: 'ok', authority: port === defaultPort ? host : `${host}:${port}`, host, port }
}

const authorityFormat = /^(\[[^[\]]*\]|[^:[\]]*)(?::([^:]*))?$/
const nameFormat = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/

function canonicalName(text: string): string | undefined {
  const lower = text.toLowerCase()
  const name = lower.endsWith('.') ? lower.slice(0, -1) : lower
  if (!nameFormat.test(name)) return undefined
  // WHATWG URL reads a name whose last label is a number as an IPv4 address in one of its many notations.
  if (/(?:^|\.)(?:\d+|0x[\da-f]*)$/.test(name) && !isIPv4(name)) return undefined
  return name
}

function canonicalIpv6(literal: string): string | undefined {
  return isIPv6(literal.slice(1, -1)) ? new URL(`http://${literal}`).hostname : undefined
}

function portNumber(text: string): number | undefined {
  const port = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0
  return port > 0 && port <= 65_535 ? port : undefined
}
