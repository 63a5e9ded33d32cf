import { describe, isObject, isScalar, type Scalar } from '../document-value.ts'
import { absent, type Finding, found } from '../finding.ts'
import type { Problems } from '../problems.ts'

/** Compares a list of values by type and case. An empty list is `absent`, so that `exclude` alone never lets anyone in. */
export type ListMatcher = (values: readonly unknown[]) => Finding

/**
 * A bare value means `has`: one element equals it. `is`: it is the only element. `exclude`: no element equals it.
 * Several keys must all hold. With `elements` strings, a number is refused: it would never equal one.
 */
export function parseListMatcher(
  data: unknown,
  problems: Problems,
  elements: 'strings' | 'scalars',
): ListMatcher | undefined {
  const entries = isObject(data) ? Object.entries(data) : [['has', data] as const]
  if (entries.length === 0) return problems.add(`expected at least one of ${keyNames}`)
  const tests: ListTest[] = []
  for (const [key, wanted] of entries) {
    const place = isObject(data) ? problems.at(key) : problems
    if (!isKey(key)) place.add(`unknown matcher ${JSON.stringify(key)}: expected ${keyNames}`)
    else if (!isScalar(wanted) || wanted === '' || (elements === 'strings' && typeof wanted !== 'string'))
      place.add(`expected ${elements === 'strings' ? 'a string' : 'one value'}, got ${describe(wanted)}`)
    else tests.push(keys[key](wanted))
  }
  const holds = (values: readonly unknown[]): boolean => tests.every((test) => test(values))
  const whenEmpty = absent(holds([]))
  return (values) => (values.length === 0 ? whenEmpty : found(holds(values)))
}

type ListTest = (values: readonly unknown[]) => boolean

const keys = {
  has:
    (wanted: Scalar): ListTest =>
    (values) =>
      values.includes(wanted),
  is:
    (wanted: Scalar): ListTest =>
    (values) =>
      values.length === 1 && values[0] === wanted,
  exclude:
    (wanted: Scalar): ListTest =>
    (values) =>
      !values.includes(wanted),
}

const keyNames = Object.keys(keys).join(', ')

function isKey(key: string): key is keyof typeof keys {
  return Object.hasOwn(keys, key)
}
