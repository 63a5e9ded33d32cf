import type { Criterion } from '../criterion.ts'
import { found, unknown } from '../finding.ts'
import { parseIpAddress } from '../ip-network.ts'
import { parseNetworkMatcher } from '../matchers/network-matcher.ts'

/** Matches the client's address with addresses and CIDRs. IPv4-mapped IPv6 is IPv4. No readable address is `unknown`. */
export const sourceIp: Criterion = {
  reasons: { met: 'source-ip-ok', unmet: 'source-ip-unauthorized' },
  parse: (data, problems) => {
    const matches = parseNetworkMatcher(data, problems)
    return (
      matches &&
      ((input) => {
        const address = parseIpAddress(input.sourceIp() ?? '')
        return address ? found(matches(address)) : unknown
      })
    )
  },
}
