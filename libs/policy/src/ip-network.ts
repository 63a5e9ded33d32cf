/** The 16-bit groups of an address: two of IPv4, eight of IPv6. An IPv4-mapped address is IPv4 (RFC 4291 section 2.5.5.2). */
export type IpAddress = readonly number[]

export interface IpNetwork {
  readonly address: IpAddress
  readonly prefixLength: number
}

/** Takes the strict spellings only: no leading zeros in IPv4, no zone id. */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (!text.includes(':')) return parseIpv4(text)
  const groups = parseIpv6(text)
  return groups && isMapped(groups) ? groups.slice(6) : groups
}

/** Reads an address or CIDR. Bits beyond the prefix are ignored. */
export function parseIpNetwork(text: string): IpNetwork | undefined {
  const [addressText = '', prefixText, ...more] = text.split('/')
  const address = parseIpAddress(addressText)
  if (!address || more.length > 0) return undefined
  const bits = address.length * 16
  if (prefixText === undefined) return { address, prefixLength: bits }
  if (!/^(0|[1-9]\d{0,2})$/.test(prefixText)) return undefined
  // A prefix of an IPv4-mapped address counts the 96 bits before it.
  const prefixLength = Number(prefixText) - (addressText.includes(':') ? 128 - bits : 0)
  return prefixLength >= 0 && prefixLength <= bits ? { address, prefixLength } : undefined
}

/** Whether the address lies in the network; an IPv6 network never holds an IPv4 address, not even `::/0`. */
export function networkContains({ address: base, prefixLength }: IpNetwork, address: IpAddress): boolean {
  if (base.length !== address.length) return false
  return base.every((group, index) => {
    const ignoredBits = Math.min(16, Math.max(0, (index + 1) * 16 - prefixLength))
    return group >>> ignoredBits === (address[index] ?? 0) >>> ignoredBits
  })
}

function parseIpv4(text: string): IpAddress | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  const octets = match?.slice(1) ?? []
  if (octets.length !== 4 || octets.some((octet) => Number(octet) > 255 || String(Number(octet)) !== octet))
    return undefined
  const [a = 0, b = 0, c = 0, d = 0] = octets.map(Number)
  return [a * 256 + b, c * 256 + d]
}

/** RFC 4291 section 2.2. */
function parseIpv6(text: string): IpAddress | undefined {
  if (text.length > '0000:0000:0000:0000:0000:ffff:255.255.255.255'.length) return undefined
  const [headText = '', tailText, ...more] = text.split('::')
  if (more.length > 0) return undefined
  const head = parseGroups(headText, tailText === undefined)
  const tail = parseGroups(tailText ?? '', true)
  if (!head || !tail) return undefined
  const elided = 8 - head.length - tail.length
  if (tailText === undefined ? elided !== 0 : elided < 1) return undefined
  return [...head, ...Array.from({ length: elided }, () => 0), ...tail]
}

function parseGroups(text: string, mayEndInIpv4: boolean): IpAddress | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const ipv4 = mayEndInIpv4 && index === parts.length - 1 && part.includes('.') ? parseIpv4(part) : undefined
    if (ipv4) groups.push(...ipv4)
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}

function isMapped(groups: IpAddress): boolean {
  return groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0)
}
