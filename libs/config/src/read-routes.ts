import type { Route } from '@sallyport/routing'
import { readCertificates } from './certificate-files.ts'
import type { PartReader } from './part-reader.ts'

/**
 * The routes as they are stored: the authorities in `tls_custom_ca_file` are taken in, because they are public and every proxy needs them;
 * a client certificate and its key stay files, now with absolute paths, which each proxy reads where it runs.
 */
export async function readRoutes(routes: readonly Route[], reader: PartReader): Promise<readonly Route[]> {
  const stored: Route[] = []
  for (const [index, { tls_custom_ca_file: caFile, ...route }] of routes.entries()) {
    const { tls_client_cert_file: certificateFile, tls_client_key_file: keyFile } = route
    const authorities =
      caFile === undefined ? undefined : await readCertificates(caFile, ['routes', index, 'tls_custom_ca_file'], reader)
    stored.push({
      ...route,
      ...(authorities ? { tls_custom_ca: authorities.pem } : {}),
      ...(certificateFile ? { tls_client_cert_file: reader.resolve(certificateFile) } : {}),
      ...(keyFile ? { tls_client_key_file: reader.resolve(keyFile) } : {}),
    })
  }
  return stored
}
