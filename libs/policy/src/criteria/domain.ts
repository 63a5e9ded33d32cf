import type { Criterion } from '../criterion.ts'
import { asciiLowerCase, parseEmailAddress } from '../email-address.ts'
import { found, noSession, unknown } from '../finding.ts'
import { parseStringMatcher, type ReadValue } from '../matchers/string-matcher.ts'

/** Matches what follows the `@` of the verified email, exactly: subdomains are other domains. Not verified is `unknown`. */
export const domain: Criterion = {
  reasons: { met: 'domain-ok', unmet: 'domain-unauthorized' },
  parse: (data, problems) => {
    const matcher = parseStringMatcher(data, problems, readDomain)
    return (
      matcher &&
      ((input) => {
        const subject = input.subject()
        if (!subject) return noSession
        const parsed = parseEmailAddress(subject.email ?? '')
        return parsed ? found(matcher.matches(parsed.domain)) : unknown
      })
    )
  },
}

const readDomain: ReadValue = (value, _key, problems) =>
  /[@*\s]/.test(value)
    ? problems.add(`${JSON.stringify(value)} is no part of a domain: it is compared exactly, without "@" or "*"`)
    : asciiLowerCase(value)
