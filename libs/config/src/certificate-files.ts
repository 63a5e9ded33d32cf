import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
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
  const certificates = await readCertificates(section.certificate_file, [...path, 'certificate_file'], reader)
  const key = await readKey(section.key_file, [...path, 'key_file'], reader)
  if (certificates && key && !certificates.first.checkPrivateKey(key)) {
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
  await readCertificates(section.trust_bundle_file, [...path, 'trust_bundle_file'], reader)
  return { ...files, trustBundleFile: reader.resolve(section.trust_bundle_file) }
}

/** The text of a file with certificates, and the first of them; a problem, and `undefined`, if there is none. */
export async function readCertificates(
  file: string,
  path: ConfigPath,
  reader: PartReader,
): Promise<{ readonly pem: string; readonly first: X509Certificate } | undefined> {
  const pem = await reader.text(file, path)
  try {
    return pem === undefined ? undefined : { pem, first: new X509Certificate(pem) }
  } catch {
    reader.problem(path, 'the file holds no certificate in PEM form')
    return undefined
  }
}

async function readKey(file: string, path: ConfigPath, reader: PartReader): Promise<KeyObject | undefined> {
  const pem = await reader.text(file, path)
  try {
    return pem === undefined ? undefined : createPrivateKey(pem)
  } catch {
    reader.problem(path, 'the file holds no private key in PEM form')
    return undefined
  }
}
