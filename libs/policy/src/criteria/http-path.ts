import type { Criterion } from '../criterion.ts'
import { found } from '../finding.ts'
import { parseStringMatcher, type ReadValue } from '../matchers/string-matcher.ts'

/**
 * Matches the normal form of the path, never the query; case counts.
 * `starts_with` compares characters, not segments: `/admin` also begins `/administrator`, `/admin/` does not.
 */
export const httpPath: Criterion = {
  reasons: { met: 'http-path-ok', unmet: 'http-path-unauthorized' },
  parse: (data, problems) => {
    const matcher = parseStringMatcher(data, problems, readPath)
    return matcher && ((input) => found(matcher.matches(input.path())))
  },
}

const readPath: ReadValue = (value, key, problems) => {
  if (/[?#]/.test(value)) return problems.add('a path is matched without "?" and "#" and what follows them')
  const isPart = key === 'contains' || key === 'ends_with'
  return isPart || value.startsWith('/') ? value : problems.add('a path begins with "/"')
}
