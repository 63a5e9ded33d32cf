import type { Criterion } from '../criterion.ts'
import { found, noSession } from '../finding.ts'
import { parseStringMatcher } from '../matchers/string-matcher.ts'

/** Matches the user id, `<provider name>/<subject>`. */
export const user: Criterion = {
  reasons: { met: 'user-ok', unmet: 'user-unauthorized' },
  parse: (data, problems) => {
    const matcher = parseStringMatcher(data, problems)
    return (
      matcher &&
      ((input) => {
        const subject = input.subject()
        return subject ? found(matcher.matches(subject.userId)) : noSession
      })
    )
  },
}
