import { createHash } from 'node:crypto'

/** A verified client certificate chain with the hash that stands for it in a decision's `vary`; made once per connection. */
export interface ClientCertificate {
  /** DER, leaf first. Empty: none. */
  readonly chain: readonly Uint8Array[]
  readonly hash: string
}

export const noClientCertificate: ClientCertificate = { chain: [], hash: '' }

export function clientCertificate(chain: readonly Uint8Array[]): ClientCertificate {
  if (chain.length === 0) return noClientCertificate
  const hash = createHash('sha256')
  for (const certificate of chain) {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(certificate.length)
    hash.update(length).update(certificate)
  }
  return { chain, hash: hash.digest('base64url') }
}

/** What a policy may read of a request, each in its normal form. */
export interface RequestAttributes {
  readonly method: string
  readonly host: string
  readonly path: string
  /** Empty: unknown. */
  readonly sourceIp: string
  readonly clientCertificate: ClientCertificate
  /** By lower-case name. An absent header reads as empty. */
  readonly headers: ReadonlyMap<string, string>
}

const headerPrefix = 'header:'

/** The value that `vary` compares; `undefined` for an attribute that does not exist. */
export function attributeValue(attributes: RequestAttributes, name: string): string | undefined {
  switch (name) {
    case 'method':
      return attributes.method
    case 'host':
      return attributes.host
    case 'path':
      return attributes.path
    case 'source_ip':
      return attributes.sourceIp
    case 'client_certificate':
      return attributes.clientCertificate.hash
  }
  if (!name.startsWith(headerPrefix)) return undefined
  return attributes.headers.get(name.slice(headerPrefix.length)) ?? ''
}
