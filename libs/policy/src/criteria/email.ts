import type { Criterion } from '../criterion.ts'
import { asciiLowerCase, parseEmailAddress } from '../email-address.ts'
import { found, noSession, unknown } from '../finding.ts'
import { parseStringMatcher, type ReadValue } from '../matchers/string-matcher.ts'

/** Matches the verified email. The case of the domain does not count, that of the local part does. Not verified is `unknown`. */
export const email: Criterion = {
  reasons: { met: 'email-ok', unmet: 'email-unauthorized' },
  parse: (data, problems) => {
    const matcher = parseStringMatcher(data, problems, readEmail)
    return (
      matcher &&
      ((input) => {
        const subject = input.subject()
        if (!subject) return noSession
        const parsed = parseEmailAddress(subject.email ?? '')
        return parsed ? found(matcher.matches(parsed.address)) : unknown
      })
    )
  },
}

const readEmail: ReadValue = (value, key, problems) => {
  switch (key) {
    case 'is':
    case 'not':
    case 'in':
    case 'not_in':
      return parseEmailAddress(value)?.address ?? problems.add(`${JSON.stringify(value)} is not an email address`)
    case 'ends_with':
      return lowerCaseDomain(value.includes('@') ? value : `@${value}`).slice(value.includes('@') ? 0 : 1)
    case 'contains':
    case 'starts_with':
      return lowerCaseDomain(value)
  }
}

function lowerCaseDomain(text: string): string {
  const at = text.lastIndexOf('@')
  return at === -1 ? text : text.slice(0, at) + asciiLowerCase(text.slice(at))
}
