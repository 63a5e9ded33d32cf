import type { Criterion } from '../criterion.ts'
import { found } from '../finding.ts'
import { checkNoValue } from '../no-value.ts'

/** Always met, signed in or not. */
export const accept: Criterion = {
  reasons: { met: 'accept', unmet: 'accept' },
  parse: (data, problems) => {
    checkNoValue(data, problems)
    return () => found(true)
  },
}
