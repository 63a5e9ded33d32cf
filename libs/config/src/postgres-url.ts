import { isIPv4 } from 'node:net'

/**
 * What is wrong with a Postgres connection URL; `undefined` if it may be used. The answer never quotes the URL, which holds a password.
 * A remote server is always verified: `sslmode` is absent or `verify-full`, or `disable` where the operator has allowed plaintext in so many words.
 */
export function postgresUrlProblem(
  url: string,
  { allowPlaintext }: { readonly allowPlaintext: boolean },
): string | undefined {
  const match = /^postgres(?:ql)?:\/\/(?:[^@/?#]*@)?([^@/?#]*)\/([^/?#]+)(?:\?([^#]*))?$/.exec(url)
  if (!match) return 'expected a URL of the form postgres://user:password@host:5432/database'
  const [, authority = '', , query = ''] = match
  const parameters = new URLSearchParams(query)
  const modes = parameters.getAll('sslmode')
  if (modes.length > 1) return 'sslmode is given twice'
  const [mode] = modes
  if (mode === 'verify-full' || (mode === undefined && !parameters.has('ssl'))) return undefined
  if (mode !== 'disable') {
    return 'sslmode must be verify-full (the default for a remote server) or disable: the other modes do not verify the server'
  }
  const hosts = [...authority.split(','), ...parameters.getAll('host')].filter((host) => host !== '')
  if (allowPlaintext || hosts.every(isLocal)) return undefined
  return 'sslmode=disable sends the password and every record in the clear to a remote server; postgres_allow_plaintext: true permits it'
}

function isLocal(hostAndPort: string): boolean {
  const host = hostAndPort.replace(/:\d+$/, '').toLowerCase()
  if (host === 'localhost' || host === '[::1]' || host === '::1') return true
  return host.startsWith('/') || host.startsWith('%2f') || (isIPv4(host) && host.startsWith('127.'))
}
