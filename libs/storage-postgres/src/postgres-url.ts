import { AppError, Secret } from '@sallyport/kernel'
import { isLocalHost, type PostgresHost, type PostgresTarget, readCertificates } from './postgres-target.ts'

/** What a URL may say besides where the database is. The store always wants a primary, whatever `target_session_attrs` says. */
const knownParameters = new Set(['sslmode', 'sslrootcert', 'host', 'application_name', 'target_session_attrs'])

/**
 * Reads `postgres://user:password@host:port,host:port/database?sslmode=…`; hosts are tried in turn, and `?host=/folder` names a Unix socket.
 * A server on another machine is verified (`sslmode=verify-full`, the default for it), or else plaintext must be allowed in so many words.
 * Throws `invalid-argument`; its message never quotes the URL.
 */
export async function parsePostgresUrl(
  url: Secret<string>,
  { allowPlaintext = false }: { readonly allowPlaintext?: boolean } = {},
): Promise<PostgresTarget> {
  const match = /^postgres(?:ql)?:\/\/(?:([^:@/?#]*)(?::([^@/?#]*))?@)?([^@/?#]*)\/([^/?#]+)(?:\?([^#]*))?$/.exec(
    url.reveal(),
  )
  if (!match) throw new AppError('invalid-argument', 'expected a URL like postgres://user:password@host:5432/database')
  const [, user = '', password, authority = '', database = '', query = ''] = match
  const parameters = new URLSearchParams(query)
  for (const name of parameters.keys()) {
    if (!knownParameters.has(name))
      throw new AppError('invalid-argument', `the Postgres URL has a parameter that is not understood: ${name}`)
    if (parameters.getAll(name).length > 1)
      throw new AppError('invalid-argument', `the Postgres URL names ${name} twice`)
  }
  const hosts = parseHosts(authority === '' ? (parameters.get('host') ?? 'localhost') : authority)
  return {
    hosts,
    user: decode(user) || 'postgres',
    password: password === undefined ? undefined : new Secret(decode(password)),
    database: decode(database),
    tls: await parseTls(parameters, { isLocal: hosts.every(({ host }) => isLocalHost(host)), allowPlaintext }),
  }
}

function parseHosts(authority: string): PostgresHost[] {
  return authority.split(',').map((part) => {
    const [, bracketed, plain, port = '5432'] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(part) ?? []
    const host = bracketed ?? plain
    if (host === undefined || Number(port) < 1 || Number(port) > 65_535)
      throw new AppError('invalid-argument', 'a host of the Postgres URL is not host:port')
    return { host: decode(host).toLowerCase(), port: Number(port) }
  })
}

async function parseTls(
  parameters: URLSearchParams,
  { isLocal, allowPlaintext }: { readonly isLocal: boolean; readonly allowPlaintext: boolean },
): Promise<PostgresTarget['tls']> {
  const mode = parameters.get('sslmode') ?? (isLocal ? 'disable' : 'verify-full')
  if (mode === 'verify-full') {
    const file = parameters.get('sslrootcert')
    return file === null ? { mode } : { mode, ca: await readCertificates(file) }
  }
  if (mode !== 'disable')
    throw new AppError('invalid-argument', 'sslmode is verify-full or disable; the others do not verify the server')
  if (!isLocal && !allowPlaintext)
    throw new AppError('invalid-argument', 'sslmode=disable would send every record in the clear to another machine')
  return { mode: 'off' }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (cause) {
    throw new AppError('invalid-argument', 'a part of the Postgres URL is not percent-encoded text', { cause })
  }
}
