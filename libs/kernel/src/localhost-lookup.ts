import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns'

/** Resolves `localhost` and everything below it to loopback (RFC 6761 section 6.3), which not every system's resolver does. A `lookup` for sockets. */
export function lookupWithLocalhost(
  hostname: string,
  options: LookupOptions,
  callback: (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void,
): void {
  if (!/(?:^|\.)localhost\.?$/i.test(hostname)) return systemLookup(hostname, options, callback)
  const wanted = loopback.filter(({ family }) => !options.family || isFamily(options.family, family))
  const [first] = wanted
  if (options.all === true) callback(null, wanted)
  else callback(null, first?.address ?? '127.0.0.1', first?.family ?? 4)
}

const loopback: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

function isFamily(asked: number | 'IPv4' | 'IPv6', family: number): boolean {
  return asked === family || asked === `IPv${family}`
}
