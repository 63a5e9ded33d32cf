import { createHash, X509Certificate } from 'node:crypto'
import type { ClientCertificate } from '@sallyport/policy'

/** The leaf of a chain that the listener has verified, with the end of its life. Throws for bytes that are no certificate. */
export function readClientCertificate(der: Uint8Array): {
  readonly certificate: ClientCertificate
  readonly notAfter: Date
} {
  const leaf = new X509Certificate(der)
  const names = alternativeNames(leaf)
  const ofKind = (prefix: string): string[] =>
    names.filter((name) => name.startsWith(prefix)).map((name) => unquoted(name.slice(prefix.length)))
  return {
    certificate: {
      fingerprint: leaf.fingerprint256.replaceAll(':', '').toLowerCase(),
      spkiHash: createHash('sha256')
        .update(leaf.publicKey.export({ type: 'spki', format: 'der' }))
        .digest('base64'),
      sanDns: ofKind('DNS:'),
      sanEmail: ofKind('email:'),
      sanUri: ofKind('URI:'),
    },
    notAfter: leaf.validToDate,
  }
}

// Node writes a name that holds a comma, a quote or a control character as a JSON string with the comma escaped,
// so the separator cannot be forged.
function alternativeNames({ subjectAltName }: X509Certificate): string[] {
  return subjectAltName?.split(', ') ?? []
}

function unquoted(name: string): string {
  return name.startsWith('"') ? String(JSON.parse(name)) : name
}
