import { type AuthorityProblem, canonicalAuthority } from './authority.ts'

/** Why a request names no one authority, beyond what is wrong with the authority itself. */
export const requestAuthorityProblemCodes = ['no-host', 'several-hosts', 'target-differs-from-host'] as const

export type RequestAuthorityProblem = AuthorityProblem | (typeof requestAuthorityProblemCodes)[number]

export type RequestAuthorityResult =
  | { readonly outcome: 'ok'; readonly authority: string; readonly target: string }
  | { readonly outcome: 'refused'; readonly reason: RequestAuthorityProblem }

/**
 * The canonical authority of a request and its target in origin-form. Exactly one of the Host field lines and `:authority`
 * may name it; an absolute-form target (RFC 9112 section 3.2.2) has to name the same one.
 */
export function requestAuthority(request: {
  readonly target: string
  readonly hosts: readonly string[]
  /** `:authority` of HTTP/2. */
  readonly authority?: string | undefined
}): RequestAuthorityResult {
  const names = request.authority === undefined ? request.hosts : [...request.hosts, request.authority]
  const [name] = names
  if (name === undefined) return { outcome: 'refused', reason: 'no-host' }
  if (names.length > 1) return { outcome: 'refused', reason: 'several-hosts' }
  const canonical = canonicalAuthority(name)
  if (canonical.outcome === 'refused') return canonical
  const { authority } = canonical

  const absolute = request.authority === undefined ? /^https:\/\/([^/?#]*)(.*)$/i.exec(request.target) : null
  if (absolute === null) return { outcome: 'ok', authority, target: request.target }
  const [, named = '', rest = ''] = absolute
  const fromTarget = canonicalAuthority(named)
  if (fromTarget.outcome === 'refused') return fromTarget
  if (fromTarget.authority !== authority) return { outcome: 'refused', reason: 'target-differs-from-host' }
  return { outcome: 'ok', authority, target: rest.startsWith('/') ? rest : `/${rest}` }
}
