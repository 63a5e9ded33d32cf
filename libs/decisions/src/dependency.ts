import { type Change, fieldText, recordRules, type Version } from '@sallyport/records'

/**
 * A part of the state that a decision read: a record (version 0: there was none), a whole collection (`policy/*`),
 * or the records that an index held under one value (`session/*user_id=…`).
 *
 * A record may be named like a scan. Both then share a key, so a change can only drop more decisions than it must, never fewer.
 */
export interface Dependency {
  readonly type: string
  readonly id: string
  readonly version: Version
}

export function collectionDependency(type: string): Dependency {
  return { type, id: '*', version: 0n }
}

export function indexDependency(type: string, field: string, value: string): Dependency {
  return { type, id: `*${field}=${value}`, version: 0n }
}

/** The keys under which a change finds what depends on it. */
export function dependencyKeys({ type, id }: Dependency): readonly string[] {
  const key = `${type}/${id}`
  const fieldEnd = id.startsWith('*') ? id.indexOf('=') : -1
  return fieldEnd === -1 ? [key] : [key, `${type}/${id.slice(0, fieldEnd)}?`]
}

/**
 * Every key that a change touches, by its old and by its new state. A view may not show an indexed field;
 * then the change may have touched any value of it, and touches all that depend on that index.
 */
export function touchedKeys(change: Change): readonly string[] {
  const { type, id } = change
  const keys = [`${type}/${id}`, `${type}/*`]
  const states = [change.before, change.after, change.tombstone].filter((state) => state !== undefined)
  for (const field of recordRules(type).indexedFields)
    for (const { data } of states) {
      const text = fieldText(data[field])
      keys.push(text === undefined ? `${type}/*${field}?` : `${type}/*${field}=${text}`)
    }
  return keys
}
