import { describe } from '../document-value.ts'
import type { Problems } from '../problems.ts'

export type DigestMatcher = (digest: string) => boolean

/** A digest, or a list of them of which one must be equal. `canonical` gives the form compared, or `undefined` if it is none. */
export function parseDigestMatcher(
  data: unknown,
  problems: Problems,
  format: { readonly expected: string; readonly canonical: (text: string) => string | undefined },
): DigestMatcher | undefined {
  if (Array.isArray(data) && data.length === 0) return problems.add(`expected ${format.expected}, got an empty list`)
  const accepted = new Set<string>()
  const read = (item: unknown, place: Problems): void => {
    const digest = typeof item === 'string' ? format.canonical(item) : undefined
    if (digest !== undefined) accepted.add(digest)
    else place.add(`expected ${format.expected}, got ${typeof item === 'string' ? 'another text' : describe(item)}`)
  }
  if (Array.isArray(data)) for (const [index, item] of data.entries()) read(item, problems.at(index))
  else read(data, problems)
  return (digest) => accepted.has(digest)
}
