import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { lookupWithLocalhost } from '@sallyport/kernel'
import type { Route } from '@sallyport/routing'
import { buildConnector } from 'undici'

/** What of a route says how connections to its upstream are made. Routes that agree on all of it share them. */
export type UpstreamSettings = Pick<
  Route,
  | 'to'
  | 'tls_skip_verify'
  | 'tls_custom_ca'
  | 'tls_custom_ca_file'
  | 'tls_client_cert_file'
  | 'tls_client_key_file'
  | 'tls_upstream_server_name'
>

/** How long a connection may take to stand, TLS included. */
const connectTimeoutMs = 10_000

/** Connects to an upstream. Its files are read for each new connection, so a renewed certificate needs no reload. */
export function upstreamConnector(settings: UpstreamSettings): buildConnector.connector {
  let current: { readonly pem: readonly string[]; readonly connect: buildConnector.connector } | undefined
  const connectorFor = (pem: readonly string[]): buildConnector.connector => {
    if (current === undefined || pem.some((text, index) => current?.pem[index] !== text)) {
      current = { pem, connect: buildConnector(connectionOptions(settings, pem)) }
    }
    return current.connect
  }
  return (target, callback) => {
    // Which name is asked for is the route's to say, not the request's Host.
    const options = { ...target, servername: serverName(settings, target.hostname) }
    readPem(settings).then(
      (pem) => connectorFor(pem)(options, callback),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    )
  }
}

function connectionOptions(
  settings: UpstreamSettings,
  [ca, cert, key]: readonly string[],
): buildConnector.BuildOptions {
  // A file that holds none trusts nobody: never the system's authorities in its place.
  const authorities = settings.tls_custom_ca_file === undefined ? settings.tls_custom_ca : [ca ?? '']
  return {
    allowH2: false,
    timeout: connectTimeoutMs,
    lookup: lookupWithLocalhost,
    rejectUnauthorized: !settings.tls_skip_verify,
    ...(authorities === undefined ? {} : { ca: authorities }),
    ...(cert && key ? { cert, key } : {}),
  }
}

function readPem(settings: UpstreamSettings): Promise<readonly string[]> {
  const files = [settings.tls_custom_ca_file, settings.tls_client_cert_file, settings.tls_client_key_file]
  return Promise.all(files.map(async (file) => (file === undefined ? '' : readFile(file, 'utf8'))))
}

/** RFC 6066 section 3 has no literal addresses in a server name; without one, the certificate has to have the address. */
function serverName({ tls_upstream_server_name: name }: UpstreamSettings, hostname: string): string {
  if (name !== undefined) return name
  return isIP(hostname) === 0 ? hostname : ''
}
