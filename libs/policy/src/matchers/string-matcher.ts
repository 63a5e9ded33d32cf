import { describe, isObject } from '../document-value.ts'
import type { Problems } from '../problems.ts'

/** Compares a string. Case counts, several keys must all hold, there are no patterns. */
export interface StringMatcher {
  readonly matches: (value: string) => boolean
  /** One of several values meets every key that asks for something, and none is what a `not` or `not_in` refuses. */
  readonly matchesAny: (values: readonly string[]) => boolean
}

export type StringMatcherKey = keyof typeof keys

/** Brings a value of the document into the attribute's own form, or reports why it can never match. */
export type ReadValue = (value: string, key: StringMatcherKey, problems: Problems) => string | undefined

/** A bare string means `is`. A number or `true` is refused: it would never equal a string. */
export function parseStringMatcher(
  data: unknown,
  problems: Problems,
  readValue: ReadValue = (value) => value,
): StringMatcher | undefined {
  const entries = isObject(data) ? Object.entries(data) : [['is', data] as const]
  if (entries.length === 0) return problems.add(`expected at least one of ${keyNames}`)
  const accepts: StringTest[] = []
  const refuses: StringTest[] = []
  for (const [key, wanted] of entries) {
    const place = isObject(data) ? problems.at(key) : problems
    if (!isKey(key)) {
      place.add(`unknown matcher ${JSON.stringify(key)}: expected ${keyNames}`)
      continue
    }
    const { takes, refusing, compile } = keys[key]
    const values = takes === 'list' ? readList(wanted, key, place, readValue) : [readOne(wanted, key, place, readValue)]
    ;(refusing ? refuses : accepts).push(compile(values.filter((value) => value !== undefined)))
  }
  const accepted = (value: string): boolean => accepts.every((test) => test(value))
  const refused = (value: string): boolean => refuses.some((test) => test(value))
  return {
    matches: (value) => accepted(value) && !refused(value),
    matchesAny: (values) => (accepts.length === 0 || values.some(accepted)) && !values.some(refused),
  }
}

type StringTest = (value: string) => boolean

const oneOf = (wanted: readonly string[]): StringTest => {
  const set = new Set(wanted)
  return (value) => set.has(value)
}
const containing =
  (wanted: readonly string[]): StringTest =>
  (value) =>
    wanted.every((part) => value.includes(part))
const starting =
  (wanted: readonly string[]): StringTest =>
  (value) =>
    wanted.every((part) => value.startsWith(part))
const ending =
  (wanted: readonly string[]): StringTest =>
  (value) =>
    wanted.every((part) => value.endsWith(part))

// biome-ignore format: a table
const keys = {
  is:          { takes: 'string', refusing: false, compile: oneOf },
  not:         { takes: 'string', refusing: true,  compile: oneOf },
  in:          { takes: 'list',   refusing: false, compile: oneOf },
  not_in:      { takes: 'list',   refusing: true,  compile: oneOf },
  contains:    { takes: 'string', refusing: false, compile: containing },
  starts_with: { takes: 'string', refusing: false, compile: starting },
  ends_with:   { takes: 'string', refusing: false, compile: ending },
} as const

const keyNames = Object.keys(keys).join(', ')

function isKey(key: string): key is StringMatcherKey {
  return Object.hasOwn(keys, key)
}

// An empty list or string would make `not_in` or `starts_with` hold for everything.
function readList(data: unknown, key: StringMatcherKey, problems: Problems, readValue: ReadValue) {
  if (Array.isArray(data) && data.length > 0)
    return data.map((value: unknown, index) => readOne(value, key, problems.at(index), readValue))
  problems.add(`expected a list of strings, got ${Array.isArray(data) ? 'an empty list' : describe(data)}`)
  return []
}

function readOne(data: unknown, key: StringMatcherKey, problems: Problems, readValue: ReadValue) {
  if (typeof data === 'string' && data !== '') return readValue(data, key, problems)
  const hint = typeof data === 'number' || typeof data === 'boolean' ? ': write it in quotes' : ''
  return problems.add(`expected a string, got ${describe(data)}${hint}`)
}
