/** The names that certificates below an authority may hold; TLS libraries enforce it (RFC 5280 section 4.2.1.10). */
export type PermittedName =
  /** The domain and everything below it. */
  | { readonly kind: 'dns'; readonly domain: string }
  /** URIs with exactly this host. */
  | { readonly kind: 'uri'; readonly host: string }
  | { readonly kind: 'ip'; readonly network: Uint8Array; readonly mask: Uint8Array }

export const nameConstraintsOid = '2.5.29.30'

/** The DER of a NameConstraints extension that permits these names, of their kinds, and no others. */
export function encodeNameConstraints(permitted: readonly PermittedName[]): Uint8Array {
  const subtrees = permitted.map((name) => der(0x30, encodeGeneralName(name)))
  return der(0x30, der(0xa0, ...subtrees))
}

/** `localhost`, every name below it (RFC 6761 section 6.3) and the loopback addresses. */
export const loopbackNames: readonly PermittedName[] = [
  { kind: 'dns', domain: 'localhost' },
  { kind: 'ip', network: Uint8Array.of(127, 0, 0, 0), mask: Uint8Array.of(255, 0, 0, 0) },
  { kind: 'ip', network: Uint8Array.of(...Array(15).fill(0), 1), mask: new Uint8Array(16).fill(255) },
]

function encodeGeneralName(name: PermittedName): Uint8Array {
  switch (name.kind) {
    case 'dns':
      return der(0x82, Buffer.from(name.domain, 'ascii'))
    case 'uri':
      return der(0x86, Buffer.from(name.host, 'ascii'))
    case 'ip':
      return der(0x87, name.network, name.mask)
  }
}

function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts)
  if (content.length > 0xff) throw new RangeError('a name constraint is too long')
  const length = content.length < 0x80 ? [content.length] : [0x81, content.length]
  return Buffer.from([tag, ...length, ...content])
}
