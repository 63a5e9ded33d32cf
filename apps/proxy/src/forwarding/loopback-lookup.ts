import { type LookupAddress, type LookupOptions, lookup } from 'node:dns'

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void

/** Resolves `localhost` and the names below it to loopback by itself (RFC 6761 section 6.3): not every system's resolver does. */
export function loopbackLookup(hostname: string, options: LookupOptions, callback: LookupCallback): void {
  if (!/(?:^|\.)localhost$/i.test(hostname)) lookup(hostname, options, callback)
  else if (options.all === true) callback(null, [...loopback])
  else callback(null, '127.0.0.1', 4)
}

const loopback: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]
