import type { Criterion } from '../criterion.ts'
import { found } from '../finding.ts'
import { checkNoValue } from '../no-value.ts'

/** Never met. Under `deny` it therefore denies nobody; `deny: {or: [accept: true]}` denies everybody. */
export const reject: Criterion = {
  reasons: { met: 'reject', unmet: 'reject' },
  parse: (data, problems) => {
    checkNoValue(data, problems)
    return () => found(false)
  },
}
