import { isIP } from 'node:net'
import { z } from 'zod'

/** Where to listen or to connect. An IPv6 host is without brackets. */
export interface Address {
  readonly host: string
  readonly port: number
}

const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i

/** The address in `host:port`, `[ipv6]:port` or `:port`, whose host is `::` (every interface, IPv4 too); `undefined` for anything else. */
export function parseAddress(text: string): Address | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]*)):(\d{1,5})$/i.exec(text)
  if (!match) return undefined
  const [, ipv6, name, digits] = match
  const port = Number(digits)
  if (port > 65_535) return undefined
  if (ipv6 !== undefined) return isIP(ipv6) === 6 ? { host: ipv6, port } : undefined
  if (name === undefined || name === '') return { host: '::', port }
  const looksLikeIpv4 = /^[\d.]+$/.test(name)
  return (looksLikeIpv4 ? isIP(name) === 4 : hostName.test(name)) ? { host: name, port } : undefined
}

/** An address of our own to listen on; port 0 is any free one. */
export function listenAddress() {
  return addressSchema('expected an address to listen on, such as :8443, 127.0.0.1:8443 or [::1]:8443', () => true)
}

/** The address of a peer to connect to. */
export function peerAddress() {
  const expected = 'expected the address of a peer, such as databroker.internal:5443 or 10.0.0.7:5443'
  return addressSchema(expected, ({ host, port }) => host !== '::' && port !== 0)
}

function addressSchema(expected: string, accepts: (address: Address) => boolean) {
  return z
    .string({ error: expected })
    .transform((text, context) => {
      const address = parseAddress(text)
      if (address && accepts(address)) return address
      context.addIssue({ code: 'custom', message: expected })
      return z.NEVER
    })
    .meta({ title: 'address' })
}
