import type { Criterion } from '../criterion.ts'
import { noSession } from '../finding.ts'
import { parseListMatcher } from '../matchers/list-matcher.ts'

/** Matches the groups of the subject. Belonging to none is `absent`; empty names do not count. */
export const groups: Criterion = {
  reasons: { met: 'groups-ok', unmet: 'groups-unauthorized' },
  parse: (data, problems) => {
    const matches = parseListMatcher(data, problems, 'strings')
    return (
      matches &&
      ((input) => {
        const subject = input.subject()
        return subject ? matches(subject.groups.filter((group) => group !== '')) : noSession
      })
    )
  },
}
