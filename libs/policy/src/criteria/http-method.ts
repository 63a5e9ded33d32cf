import type { Criterion } from '../criterion.ts'
import { isObject } from '../document-value.ts'
import { found } from '../finding.ts'
import { parseStringMatcher } from '../matchers/string-matcher.ts'
import type { Problems } from '../problems.ts'

/** Matches the method, a token whose case counts (RFC 9110 section 9.1). HEAD is decided as GET: it asks for the same thing. */
export const httpMethod: Criterion = {
  reasons: { met: 'http-method-ok', unmet: 'http-method-unauthorized' },
  parse: (data, problems) => {
    reportHeadAlone(data, problems)
    const matcher = parseStringMatcher(data, problems)
    return (
      matcher &&
      ((input) => {
        const method = input.method()
        return found(matcher.matches(method === 'HEAD' ? 'GET' : method))
      })
    )
  },
}

/** A rule about HEAD and not GET would never hold, or always. */
function reportHeadAlone(data: unknown, problems: Problems): void {
  const matchers = isObject(data) ? Object.entries(data) : [['is', data] as const]
  for (const [key, wanted] of matchers) {
    const values: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted]
    if (values.includes('HEAD') && !values.includes('GET'))
      (isObject(data) ? problems.at(key) : problems).add('HEAD is decided as GET: write GET')
  }
}
