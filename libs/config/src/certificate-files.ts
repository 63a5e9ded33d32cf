import { createPrivateKey, X509Certificate } from 'node:crypto'
import { z } from 'zod'
import type { ConfigPath } from './config-path.ts'
import type { PartReader } from './part-reader.ts'
import { filePath } from './secret-value.ts'

/** A certificate and its key, as absolute paths: whoever uses them watches the files, so that a renewal needs no reload. */
export interface CertificateFiles {
  readonly certificateFile: string
  readonly keyFile: string
}

/** What a service shows to the other services, and whom it believes. */
export interface IdentityFiles extends CertificateFiles {
  readonly trustBundleFile: string
}

export const certificateFilesSchema = z.strictObject({
  certificate_file: filePath().describe('PEM file with the certificate and its intermediates, leaf first.'),
  key_file: filePath().describe('PEM file with the private key of the certificate.'),
})

export const identityFilesSchema = z
  .strictObject({
    certificate_file: filePath().describe(
      "PEM file with the service's SPIFFE certificate and its intermediates, leaf first.",
    ),
    key_file: filePath().describe('PEM file with the private key of the certificate.'),
    trust_bundle_file: filePath().describe(
      'PEM file with the root certificates that the other services are verified against.',
    ),
  })
  .meta({ id: 'identity' })

/** Checks that the certificate and the key can be read and belong together. */
export async function readCertificateFiles(
  section: z.output<typeof certificateFilesSchema>,
  path: ConfigPath,
  reader: PartReader,
): Promise<CertificateFiles> {
  const failures = reader.problems.length
  const certificate = await readPem(section.certificate_file, [...path, 'certificate_file'], reader, parseCertificate)
  const key = await readPem(section.key_file, [...path, 'key_file'], reader, parseKey)
  if (reader.problems.length === failures && certificate && key && !certificate.checkPrivateKey(key)) {
    reader.problem([...path, 'key_file'], 'the key is not that of the certificate')
  }
  return { certificateFile: reader.resolve(section.certificate_file), keyFile: reader.resolve(section.key_file) }
}

/** Checks an identity's three files. A trust bundle without a certificate is refused: nobody could be verified against it. */
export async function readIdentityFiles(
  section: z.output<typeof identityFilesSchema>,
  path: ConfigPath,
  reader: PartReader,
): Promise<IdentityFiles> {
  const files = await readCertificateFiles(section, path, reader)
  await readPem(section.trust_bundle_file, [...path, 'trust_bundle_file'], reader, parseCertificate)
  return { ...files, trustBundleFile: reader.resolve(section.trust_bundle_file) }
}

async function readPem<T>(
  file: string,
  path: ConfigPath,
  reader: PartReader,
  parse: { readonly kind: string; readonly from: (pem: string) => T },
): Promise<T | undefined> {
  const failures = reader.problems.length
  const pem = await reader.text(file, path)
  if (reader.problems.length > failures) return undefined
  try {
    return parse.from(pem)
  } catch {
    reader.problem(path, `the file holds no ${parse.kind} in PEM form`)
    return undefined
  }
}

const parseCertificate = { kind: 'certificate', from: (pem: string) => new X509Certificate(pem) }
const parseKey = { kind: 'private key', from: (pem: string) => createPrivateKey(pem) }
