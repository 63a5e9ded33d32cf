import type { Criterion } from '../criterion.ts'
import { found, noSession } from '../finding.ts'
import { checkNoValue } from '../no-value.ts'

/** Met by whoever has signed in. */
export const authenticatedUser: Criterion = {
  reasons: { met: 'user-ok', unmet: 'user-unauthorized' },
  parse: (data, problems) => {
    checkNoValue(data, problems)
    return (input) => {
      const subject = input.subject()
      return subject ? found(subject.userId !== '') : noSession
    }
  },
}
