import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { type ClientCertificate, noClientCertificate } from '@sallyport/decisions'
import type { Header } from '@sallyport/routing'

/** Who is at the other end of a connection. Not yet the client: that may be behind it. */
export interface Peer {
  /** Empty: unknown. */
  readonly address: string
  /** A load balancer of ours, whose word about the hops before it is believed. */
  readonly isTrusted: boolean
  /** As the handshake verified it. */
  readonly clientCertificate: ClientCertificate
}

/** Reads addresses, and believes `X-Forwarded-For` as far as the operator trusts the hops that wrote it. */
export class ClientAddresses {
  readonly #trusted = new BlockList()

  /** `trustedProxies` are ranges in CIDR notation. */
  constructor(trustedProxies: readonly string[]) {
    for (const range of trustedProxies) {
      const [address = '', prefix = ''] = range.split('/')
      this.#trusted.addSubnet(address, Number(prefix), isIPv6(address) ? 'ipv6' : 'ipv4')
    }
  }

  peer(remoteAddress: string | undefined, clientCertificate: ClientCertificate = noClientCertificate): Peer {
    const address = canonicalAddress(remoteAddress ?? '')
    return { address, isTrusted: this.#isTrusted(address), clientCertificate }
  }

  /**
   * The peer; while the address is a trusted one, the step to the left of it in `X-Forwarded-For`. A step that is no address
   * makes the client unknown, which is the empty text: no rule may take a guess for an address.
   */
  clientOf(peer: Peer, headers: readonly Header[]): string {
    if (!peer.isTrusted) return peer.address
    const steps = headers.flatMap(([name, value]) => (isForwardedFor(name) ? value.split(',') : []))
    let address = peer.address
    for (const step of steps.toReversed()) {
      if (!this.#isTrusted(address)) break
      address = canonicalAddress(step.trim())
    }
    return address
  }

  #isTrusted(address: string): boolean {
    return address !== '' && this.#trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
  }
}

/** What the upstream is told of the way so far: the steps that a trusted peer named, and the peer. */
export function forwardedFor(peer: Peer, headers: readonly Header[]): string {
  if (!peer.isTrusted) return peer.address
  const steps = headers.flatMap(([name, value]) => (isForwardedFor(name) ? [value] : []))
  return [...steps, peer.address].join(', ')
}

function isForwardedFor(name: string): boolean {
  return name.length === 15 && name.toLowerCase() === 'x-forwarded-for'
}

/** One spelling per address: IPv4-mapped IPv6 as IPv4, IPv6 as RFC 5952 writes it. Empty for what is none, and for zone ids. */
function canonicalAddress(text: string): string {
  if (isIPv4(text)) return text
  if (!isIPv6(text) || text.includes('%')) return ''
  const canonical = new URL(`http://[${text}]`).hostname.slice(1, -1)
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical) ?? []
  if (high === undefined || low === undefined) return canonical
  const bits = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return bits.flatMap((word) => [word >> 8, word & 0xff]).join('.')
}
