import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'

/**
 * The line for the hosts file that this system needs, if its resolver does not take names under `.localhost` to loopback (RFC 6761 section 6.3).
 * Browsers and curl do that by themselves; other programs ask the resolver.
 */
export async function missingHostsLine(
  names: readonly string[],
  resolve: (name: string) => Promise<{ readonly address: string }> = lookup,
): Promise<string | undefined> {
  const missing: string[] = []
  for (const name of names) {
    const address = await resolve(name).then(
      (found) => found.address,
      () => '',
    )
    if (!(isIP(address) === 4 ? address.startsWith('127.') : address === '::1')) missing.push(name)
  }
  return missing.length === 0 ? undefined : `127.0.0.1 ${missing.join(' ')}`
}
