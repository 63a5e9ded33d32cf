import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns'

/** An IP literal, not a name: a name could be made to point elsewhere. As `URL.hostname` writes it. */
export function isLoopbackLiteral(hostname: string): boolean {
  return hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
}

/** Resolves `localhost` and everything below it to loopback (RFC 6761 section 6.3), which not every system's resolver does. */
export function lookupWithLocalhost(
  hostname: string,
  options: LookupOptions,
  callback: (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void,
): void {
  if (!/(^|\.)localhost\.?$/i.test(hostname)) {
    systemLookup(hostname, options, callback)
    return
  }
  const wanted = loopback.filter(({ family }) => !options.family || options.family === family)
  if (options.all) callback(null, wanted)
  else callback(null, wanted[0]?.address ?? '127.0.0.1', wanted[0]?.family ?? 4)
}

const loopback: LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]
