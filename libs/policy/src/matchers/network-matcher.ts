import { describe } from '../document-value.ts'
import { type IpAddress, type IpNetwork, networkContains, parseIpNetwork } from '../ip-network.ts'
import type { Problems } from '../problems.ts'

export type NetworkMatcher = (address: IpAddress) => boolean

/** An IP address or CIDR, or a list of them of which one must hold the address. */
export function parseNetworkMatcher(data: unknown, problems: Problems): NetworkMatcher | undefined {
  if (Array.isArray(data) && data.length === 0) return problems.add('expected an IP address or CIDR, got an empty list')
  const networks = Array.isArray(data)
    ? data.map((item: unknown, index) => readNetwork(item, problems.at(index)))
    : [readNetwork(data, problems)]
  const known = networks.filter((network) => network !== undefined)
  return (address) => known.some((network) => networkContains(network, address))
}

function readNetwork(data: unknown, problems: Problems): IpNetwork | undefined {
  if (typeof data !== 'string') return problems.add(`expected an IP address or CIDR, got ${describe(data)}`)
  return parseIpNetwork(data) ?? problems.add(`${JSON.stringify(data)} is not an IP address or CIDR`)
}
