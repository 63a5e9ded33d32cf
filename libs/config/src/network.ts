import { isIP } from 'node:net'
import { z } from 'zod'

const expected = 'expected an address range in CIDR notation, such as 10.0.0.0/8 or 2001:db8::/32'

/** A range of addresses in CIDR notation. The range of all addresses is refused: it would let anybody say who they are. */
export function trustedNetwork() {
  return z
    .string({ error: expected })
    .superRefine((text, context) => {
      const [address = '', prefix = '', ...rest] = text.split('/')
      const family = isIP(address)
      const maxLength = family === 4 ? 32 : 128
      const length = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
      if (family === 0 || address.includes('%') || rest.length > 0 || !(length <= maxLength)) {
        context.addIssue({ code: 'custom', message: expected })
      } else if (length === 0) {
        context.addIssue({
          code: 'custom',
          message: 'a range of all addresses would trust every client to name its own address',
        })
      }
    })
    .meta({ title: 'CIDR' })
}
