import type { Criterion } from '../criterion.ts'
import { isObject, isScalar } from '../document-value.ts'
import { noSession } from '../finding.ts'
import { parseListMatcher } from '../matchers/list-matcher.ts'

/**
 * Matches a claim: `claim/department`, or nested `claim/address/country` (or with dots; five names at most).
 * A claim whose own name holds dots or slashes comes first. A single value is a list of one; values compare by type.
 * No such claim, `null`, an object and an empty list are `absent`.
 */
export const claim: Criterion = {
  takesSubpath: true,
  reasons: { met: 'claim-ok', unmet: 'claim-unauthorized' },
  parse: (data, problems, subpath) => {
    const matches = parseListMatcher(data, problems, 'scalars')
    const names = subpath.split(/[/.]/)
    return (
      matches &&
      ((input) => {
        const subject = input.subject()
        return subject ? matches(claimValues(subject.claims, subpath, names)) : noSession
      })
    )
  },
}

const maxDepth = 5

function claimValues(claims: unknown, wholeName: string, names: readonly string[]): readonly unknown[] {
  const nested = names.length > maxDepth ? undefined : names.reduce(ownProperty, claims)
  const value = ownProperty(claims, wholeName) ?? nested
  const values = (Array.isArray(value) ? value : [value]).filter(
    (element: unknown) => element !== '' && element !== null,
  )
  return values.some(isScalar) ? values : []
}

// Never what an object inherits: a claim named `constructor` is only there if the provider sent it.
function ownProperty(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}
